using System.Diagnostics;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications;

/// <summary>
/// Measures how long it takes from sending a comment over HTTP to the frame on the author's socket. It asserts no time:
/// the figures are in the output, with --logger "console;verbosity=detailed".
/// </summary>
[Trait("Category", "Integration")]
public sealed class DelayTests(ITestOutputHelper output)
{
    private const int WarmUp = 50;
    private const int Measured = 200;

    [Fact]
    public async Task Every_comment_reaches_the_author_s_socket_in_order()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await using var socket = await lan.ConnectAsync();

        var milliseconds = new List<double>();
        for (var number = 1; number <= WarmUp + Measured; number++)
        {
            var sent = Stopwatch.GetTimestamp();
            var comment = minh.CommentAsync(slug);
            (await socket.ReceiveAsync()).GetProperty("id").GetInt64().ShouldBe(number);
            milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await comment;
        }

        var sorted = milliseconds.Skip(WarmUp).Order().ToList();
        output.WriteLine($"comment to frame: median {sorted[Measured / 2]:F2} ms, 95 % {sorted[Measured * 95 / 100]:F2} ms");
    }
}
