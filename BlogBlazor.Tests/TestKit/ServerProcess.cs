using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BlogBlazor.Tests.TestKit;

/// <summary>The application as an operator runs it: a process of its own, which can be killed.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Who is there from the start, with the password that all have.</summary>
    public const string AdministratorEmail = "lan@example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string dll, string[] arguments, IEnumerable<(string Key, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [dll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        start.Environment["DOTNET_TieredPGO"] = "0"; // As in this process: it lives too briefly to profit.
        start.Environment["Demo__Seed"] = "false";
        start.Environment["RateLimits__Enabled"] = "false";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Read(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Read(_errors, line.Data);
        // A test whose set-up throws is never disposed: whatever still runs then ends with the tests.
        AppDomain.CurrentDomain.ProcessExit += EndWithTheTests;
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The application's own build output, beside this project's.</summary>
    private static string DllPath { get; } = Path.Combine(
        AppContext.BaseDirectory.Replace("BlogBlazor.Tests", "BlogBlazor", StringComparison.Ordinal), "BlogBlazor.dll");

    /// <summary>Starts a server and waits until it listens.</summary>
    public static Task<ServerProcess> StartAsync(Uri address, params (string Key, string Value)[] settings) =>
        StartAsync(DllPath, address, settings);

    /// <param name="dll">Another build of the application, such as what was published.</param>
    public static async Task<ServerProcess> StartAsync(string dll, Uri address, params (string Key, string Value)[] settings)
    {
        (string, string)[] administrator = [("Setup:AdminEmail", AdministratorEmail), ("Setup:AdminPassword", BlogApplication.Password)];
        var server = new ServerProcess(dll, ["--urls", address.GetLeftPart(UriPartial.Authority)], [.. administrator, .. settings]);
        var exited = server._process.WaitForExitAsync();
        await Task.WhenAny(server._listening.Task, exited).WaitAsync(Patience);
        server._listening.Task.IsCompleted.ShouldBeTrue(server.Output + server.Errors);
        return server;
    }

    /// <summary>Runs to the end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, params (string Key, string Value)[] settings) => RunAsync(Patience, arguments, settings);

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        TimeSpan patience, string[] arguments, params (string Key, string Value)[] settings)
    {
        await using var process = new ServerProcess(DllPath, arguments, settings);
        await process._process.WaitForExitAsync().WaitAsync(patience);
        return (process._process.ExitCode, process.Output, process.Errors);
    }

    /// <summary>A free port of loopback: unlike port 0 it can be used again after a restart.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    /// <summary>kill -9: nothing is finished, nothing is said goodbye to.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGTERM, as an init system or an orchestrator stops it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(TestSocket.Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        AppDomain.CurrentDomain.ProcessExit -= EndWithTheTests;
        _process.Dispose();
    }

    private void EndWithTheTests(object? sender, EventArgs e) => _process.Kill();

    private void Read(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }

        if (line?.Contains("Now listening on", StringComparison.Ordinal) == true)
        {
            _listening.TrySetResult();
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString().Trim();
        }
    }
}
