using Provisioning.CrashHost;

if (args.Length == 0) return 0;
switch (args[0])
{
    case "store-hammer": return StoreHammer.Run(args[1..]);
    default: return 64;
}
