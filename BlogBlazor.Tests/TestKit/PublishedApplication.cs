using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// The application as an operator runs it: what `dotnet publish` makes, in a process of its own, in Production (with demo
/// content only on request). It can be killed, and started again on the same database and port.
/// </summary>
public sealed class PublishedApplication : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Published = new(PublishAsync);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("blogblazor-");
    private readonly StringBuilder _output = new();
    private Process? _process;

    private PublishedApplication(int port) => Address = new Uri($"http://127.0.0.1:{port}");

    public Uri Address { get; }

    public string DatabasePath => Path.Combine(_folder.FullName, "blog.db");

    public static async Task<PublishedApplication> StartAsync()
    {
        var app = new PublishedApplication(FreePort());
        await app.StartAgainAsync();
        return app;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(await Published.Value, "BlogBlazor.dll"), "--urls", Address.ToString() },
            WorkingDirectory = await Published.Value,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Blog"] = $"Data Source={DatabasePath}",
                ["RateLimits__Enabled"] = "false",
            },
        };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.Exited += (_, _) => started.TrySetException(new InvalidOperationException($"It did not start:\n{_output}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));

        void Take(string? line)
        {
            lock (_output)
            {
                _output.AppendLine(line);
            }

            if (line?.Contains("Application started", StringComparison.Ordinal) == true)
            {
                started.TrySetResult();
            }
        }
    }

    /// <summary>As `kill -9`: nothing gets a chance to finish.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
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
