using Provisioning.Benchmarks;

return await Suite.RunAsync(args);
