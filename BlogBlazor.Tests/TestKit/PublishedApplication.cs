using System.Diagnostics;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// What `dotnet publish` makes, in Production, on a database of its own. It can be killed, and started again on the same
/// database and port.
/// </summary>
public sealed class PublishedApplication : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    private readonly (string Key, string Value)[] _settings;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private ServerProcess? _server;

    private PublishedApplication((string Key, string Value)[] settings) => _settings = settings;

    /// <summary>Where it was published to, once in a run.</summary>
    public static Task<string> Folder => Published.Value;

    public Uri Address { get; } = ServerProcess.FreeAddress();

    /// <summary>What the server has used of the processors so far.</summary>
    public TimeSpan ProcessorTime => _server!.ProcessorTime;

    /// <summary>Its memory now, in bytes.</summary>
    public long WorkingSet => _server!.WorkingSet;

    public static async Task<PublishedApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var app = new PublishedApplication(settings);
        await app.StartAgainAsync();
        return app;
    }

    public async Task StartAgainAsync() => _server = await ServerProcess.StartAsync(
        Path.Combine(await Folder, "BlogBlazor.dll"),
        Address,
        [
            ("ASPNETCORE_ENVIRONMENT", "Production"),
            ("ConnectionStrings:Blog", $"Data Source={Path.Combine(_folder.FullName, "blog.db")}"),
            .. _settings,
        ]);

    /// <summary>As `kill -9`: nothing gets a chance to finish.</summary>
    public async Task KillAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await KillAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task<string> PublishAsync()
    {
        // Within the build output, so that `dotnet clean` and .gitignore know it.
        var output = Path.Combine(AppContext.BaseDirectory, "published");
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "publish", "BlogBlazor", "--no-restore", "-c", "Release", "-o", output, "-v", "quiet", "--nologo" },
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? output : throw new InvalidOperationException(said);
    }
}
