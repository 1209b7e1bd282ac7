using System.Collections.Concurrent;
using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// An administrator who sends messages over HTTP, each with words of its own, and remembers which of them the server
/// acknowledged. A message that was not is never sent again: it may be stored, or not, but not twice.
/// </summary>
internal sealed class FaultPublisher(TestUser administrator, string recipient)
{
    /// <summary>A server that is away refuses at once: trying again without a pause would keep it from starting.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentQueue<string> _acknowledged = new();
    private int _attempts;
    private int _refused;

    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>How many were answered with a refusal.</summary>
    public int Refused => _refused;

    public Task<HttpResponseMessage> SendAsync(string message) =>
        administrator.PostAsync("/api/notifications/send", new { to = recipient, message });

    /// <summary>Sends until so many more are acknowledged, some side by side, whatever the server does meanwhile.</summary>
    public async Task PublishAsync(int count, int sideBySide = 4, Action<int>? acknowledged = null)
    {
        var (wanted, done) = (count, 0);
        await Task.WhenAll(Enumerable.Range(0, sideBySide).Select(async _ =>
        {
            while (Interlocked.Decrement(ref wanted) >= 0)
            {
                while (!await TrySendAsync())
                {
                    await Task.Delay(Pause, TestContext.Current.CancellationToken);
                }

                acknowledged?.Invoke(Interlocked.Increment(ref done));
            }
        }));
    }

    private async Task<bool> TrySendAsync()
    {
        var message = $"message {Interlocked.Increment(ref _attempts)}";
        try
        {
            using var response = await SendAsync(message);
            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                Interlocked.Increment(ref _refused);
                // By a server that cannot now, or by a proxy that finds none.
                response.StatusCode.ShouldBeOneOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway);
                return false;
            }
        }
        catch (HttpRequestException)
        {
            return false;
        }

        _acknowledged.Enqueue(message);
        return true;
    }
}
