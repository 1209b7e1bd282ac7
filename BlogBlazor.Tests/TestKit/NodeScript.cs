using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Runs a script in Notifications with the packages of the package.json there, which npm brings on the first run.</summary>
internal static partial class NodeScript
{
    private static readonly string Folder = Path.Combine(Repository.Root, "BlogBlazor.Tests", "Notifications");

    private static readonly Lazy<Task<string?>> WhyMissing = new(InstallAsync);

    /// <summary>Skips the test where there is no npm, or where npm reaches no registry.</summary>
    public static async Task<Process> StartAsync(params string[] scriptAndArguments)
    {
        var reason = await WhyMissing.Value;
        Assert.SkipWhen(reason is not null, reason ?? "");
        return Start("node", scriptAndArguments);
    }

    /// <summary>Runs it to the end; skips as <see cref="StartAsync"/> does.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string input, params string[] scriptAndArguments)
    {
        using var process = await StartAsync(scriptAndArguments);
        return await EndAsync(process, input);
    }

    /// <summary>Runs a tool that is a package of its own, in one version; skips where npm reaches no registry.</summary>
    public static async Task<(int ExitCode, string Output)> RunToolAsync(string package, params string[] arguments)
    {
        var reason = await WhyMissing.Value;
        Assert.SkipWhen(reason is not null, reason ?? "");
        using var process = Start("npm", ["exec", "--yes", $"--package={package}", "--", .. arguments]);
        return await EndAsync(process, "");
    }

    private static async Task<string?> InstallAsync()
    {
        // npm writes the second when everything of the first is there.
        var wanted = new FileInfo(Path.Combine(Folder, "package-lock.json"));
        var there = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        try
        {
            if (there.Exists && there.LastWriteTimeUtc >= wanted.LastWriteTimeUtc)
            {
                return null;
            }

            using var npm = Start("npm", ["ci"]);
            var (exitCode, output) = await EndAsync(npm, "");
            return exitCode == 0 ? null
                : Unreachable.IsMatch(output) ? "npm reaches no registry, so the packages of the scripts could not be installed."
                : throw new InvalidOperationException(output);
        }
        catch (Win32Exception)
        {
            return "There is no npm on this machine; ./test.sh installs it.";
        }
    }

    private static Process Start(string command, string[] arguments) => Process.Start(new ProcessStartInfo(command, arguments)
    {
        WorkingDirectory = Folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<(int ExitCode, string Output)> EndAsync(Process process, string input)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex("ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH")]
    private static partial Regex Unreachable { get; }
}
