using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Webhooks;
using BlogBlazor.Notifications.Webhooks.Incoming;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Documentation;

/// <summary>The shell lines of docs/webhooks.md run as printed, one block after the other, and do what they say.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed partial class WebhooksDocumentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_lines_run_as_printed()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var (hook, secret) = await AddHookAsync(app, minh);
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/webhooks.md"), Cancel);
        var script = string.Join('\n', ShellBlock.Matches(document).Select(block => block.Groups["lines"].Value));

        var (exitCode, output) = await RunAsync(script, new Dictionary<string, string>
        {
            ["SITE"] = app.Address.GetLeftPart(UriPartial.Authority),
            ["TOKEN"] = await app.AccessTokenAsync(minh, [.. TokenScopes.All]),
            ["HANDLE"] = "minh",
            ["HOOK"] = new Uri(app.Address, $"/api/hooks/{hook}").ToString(),
            ["SECRET"] = secret,
        });

        exitCode.ShouldBe(0, output);
        output.ShouldContain("\"secret\":\"whsec_");
        // Computed by OpenSSL, compared with this application's own.
        output.ShouldContain(WebhookSignature.Sign(
            Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_5f0c3a9be21d4c77_1_42", "1795651200", """{"type":"notification"}"""u8));
        (await minh.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => item.Text("message"))
            .ShouldBe(["My backup is done.", "The backup of the NAS is done."]);
        (await minh.GetJsonAsync("/api/webhooks")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [GeneratedRegex("^```sh\n(?<lines>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock { get; }

    private static async Task<(string Id, string Secret)> AddHookAsync(BlogApplication app, TestUser owner)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var hook = await scope.ServiceProvider.GetRequiredService<IncomingHookService>()
            .AddAsync((await owner.ProfileAsync()).Id, "NAS", Cancel);
        return (hook.Id, WebhookSignature.Text(hook.Secret));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("sh", ["-eu"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var curl = Process.Start(new ProcessStartInfo("curl", ["--version"]) { RedirectStandardOutput = true });
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no curl on this machine.");
        }

        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(script);
        shell.StandardInput.Close();
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(Cancel), shell.StandardError.ReadToEndAsync(Cancel));
        await shell.WaitForExitAsync(Cancel).WaitAsync(TestSocket.Patience, Cancel);
        return (shell.ExitCode, await output + await errors);
    }
}
