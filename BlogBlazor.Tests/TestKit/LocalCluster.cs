using System.Diagnostics;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// Two instances behind nginx, with PostgreSQL and Redis, all in processes of their own: what <c>deploy/local-cluster.sh</c>
/// starts. Where a part is not installed the test is skipped.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy", "local-cluster.sh");

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"blogblazor-cluster-{Guid.NewGuid():N}");
    private Dictionary<string, string> _ports = [];

    /// <summary>The parts that can be stopped, killed and started.</summary>
    public const string A = "a", B = "b", Nginx = "nginx", Redis = "redis", PostgreSql = "postgresql";

    public Uri Address => AddressOf(Nginx);

    public static async Task<LocalCluster> StartAsync()
    {
        foreach (var program in new[] { "/usr/sbin/nginx", "/usr/bin/redis-server", "/usr/lib/postgresql" })
        {
            Assert.SkipUnless(Path.Exists(program), $"{program} is not installed");
        }

        var cluster = new LocalCluster();
        try
        {
            await cluster.RunAsync("up");
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }

        cluster._ports = File.ReadLines(Path.Combine(cluster._folder, "ports"))
            .Select(line => line.Split('=')).ToDictionary(pair => pair[0].Replace("_PORT", "", StringComparison.Ordinal), pair => pair[1], StringComparer.OrdinalIgnoreCase);
        return cluster;
    }

    public Uri AddressOf(string part) => new($"http://127.0.0.1:{_ports[part]}");

    public Task StartAsync(string part) => RunAsync("start", part);

    /// <summary>SIGTERM to an instance: it finishes what it does and says goodbye.</summary>
    public Task StopAsync(string part) => RunAsync("stop", part);

    /// <summary>SIGKILL.</summary>
    public Task KillAsync(string part) => RunAsync("kill", part);

    /// <summary>Such as STOP and CONT.</summary>
    public async Task SignalAsync(string part, string signal)
    {
        var id = await File.ReadAllTextAsync(Path.Combine(_folder, part + ".pid"));
        using var kill = Process.Start("kill", ["-s", signal, id.Trim()]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync() => await RunAsync("down");

    private async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Script, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["BLOG_CLUSTER"] = _folder;
        start.Environment["BLOG_APP"] = await PublishedApplication.Folder;
        start.Environment["Setup__AdminEmail"] = ServerProcess.AdministratorEmail;
        start.Environment["Setup__AdminPassword"] = BlogApplication.Password;
        start.Environment["RateLimits__Enabled"] = "false";
        start.Environment["Notifications__MaxSocketsPerUser"] = "100";
        start.Environment["Notifications__MaxKeptPerUser"] = "10000000";
        using var script = Process.Start(start)!;
        var (output, errors) = (script.StandardOutput.ReadToEndAsync(), script.StandardError.ReadToEndAsync());
        await script.WaitForExitAsync();
        script.ExitCode.ShouldBe(0, await output + await errors);
    }
}
