using System.ComponentModel;
using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.JavaScript;

/// <summary>Runs the tests of wwwroot/js/notifications.js, which are written for Node's own test runner, and the README's script.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class JavaScriptClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_passes_its_own_tests()
    {
        var tests = Directory.GetFiles(Path.Combine(Repository.Root, "BlogBlazor.Tests/Notifications/JavaScript"), "*.test.mjs");
        using var node = Start(["--test", .. tests]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        await node.WaitForExitAsync(patience.Token);

        node.ExitCode.ShouldBe(0, await output);
    }

    [Fact]
    public async Task The_script_of_the_README_runs_as_printed()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), Cancel);
        var script = readme.Split("```js\n")[1].Split("```")[0];
        using var node = Start(["--input-type=module", "-", app.Address.GetLeftPart(UriPartial.Authority), lan.Email, BlogApplication.Password]);
        try
        {
            await node.StandardInput.WriteAsync(script);
            node.StandardInput.Close();
            await ReadToAsync(node, "open");
            var slug = await lan.PublishAsync();
            await minh.CommentAsync(slug);

            (await ReadToAsync(node, "1 ")).ShouldContain($"/posts/{slug}#comment-");
        }
        finally
        {
            node.Kill();
        }
    }

    private static async Task<string> ReadToAsync(Process node, string start)
    {
        while (true)
        {
            var line = await node.StandardOutput.ReadLineAsync(Cancel).AsTask().WaitAsync(TestSocket.Patience, Cancel);
            if (line.ShouldNotBeNull().StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node", arguments)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no Node.js on this machine; ./test.sh installs it.");
            throw;
        }
    }
}
