using System.ComponentModel;
using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.JavaScript;

/// <summary>Runs the tests of wwwroot/js/notifications.js, which are written for Node's own test runner.</summary>
[Trait("Category", "Slow")]
public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task The_client_passes_its_own_tests()
    {
        using var node = Start();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        var output = node.StandardOutput.ReadToEndAsync(patience.Token);
        await node.WaitForExitAsync(patience.Token);

        node.ExitCode.ShouldBe(0, await output);
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("node")
            {
                ArgumentList = { "--test", "BlogBlazor.Tests/Notifications/JavaScript/notifications.test.mjs" },
                WorkingDirectory = Repository.Root,
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
