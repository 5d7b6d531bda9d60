using Provisioning.CrashHost;

if (args.Length == 0) return 0;
switch (args[0])
{
    case "store-hammer": return StoreHammer.Run(args[1..]);
    case "order": return await Order.RunAsync(args[1], args[2], int.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture));
    case "tick": return await Tick.RunAsync(args[1], args[2]);
    case "mortal-tick": return await MortalTick.RunAsync(args[1], args[2], args.ElementAtOrDefault(3));
    default: return 64;
}
