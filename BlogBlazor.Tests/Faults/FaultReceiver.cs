using System.Text.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

internal sealed record FaultItem(long Sequence, string Message);

/// <summary>
/// A client that keeps a cursor and comes back after every fault. It writes down what it is given and corrects nothing:
/// <see cref="FaultChecker"/> judges.
/// </summary>
internal abstract class FaultReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly List<FaultItem> _delivered = [];
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _lastFault;
    private Task? _running;

    public IReadOnlyList<FaultItem> Delivered
    {
        get
        {
            lock (_lock)
            {
                return [.. _delivered];
            }
        }
    }

    public long Cursor { get; private set; }

    public int Resets { get; private set; }

    public int Welcomes { get; private set; }

    public string? Epoch { get; private set; }

    protected string ResumeQuery => $"?after={Cursor}" + (Epoch is null ? "" : "&epoch=" + Epoch);

    protected CancellationToken Stopping => _stopping.Token;

    /// <summary>Receives from now on, until it is stopped.</summary>
    public void Start() => _running = Task.Run(async () =>
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ReceiveAsync();
            }
            catch (Exception e)
            {
                _lastFault = e;
                // Refused at once by a server that is away.
                await Task.Delay(Pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    });

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await (_running ?? Task.CompletedTask);
    }

    /// <summary>Ends when something with this number, or a later one, was delivered.</summary>
    public Task ReachAsync(long sequence) => UntilAsync(() => Cursor >= sequence, $"should have come to {sequence}");

    /// <summary>Ends when it has been welcomed so many times: on each of its connections once.</summary>
    public Task WelcomedAsync(int times) => UntilAsync(() => Welcomes >= times, $"should have been welcomed {times} times");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    public override string ToString() => GetType().Name;

    /// <summary>One connection, from the cursor on, until it breaks.</summary>
    protected abstract Task ReceiveAsync();

    protected void Take(JsonElement frame)
    {
        switch (frame.Type())
        {
            case "welcome":
                Epoch = frame.Text("epoch");
                Welcomes++;
                Progress();
                break;
            case "notification":
                Deliver(frame);
                break;
            case "reset":
                StartAgain(frame.Number("oldest"));
                break;
        }
    }

    protected void Deliver(JsonElement item)
    {
        lock (_lock)
        {
            _delivered.Add(new FaultItem(item.Number("id"), item.Text("message")!));
            Cursor = item.Number("id");
        }

        Progress();
    }

    protected void StartAgain(long oldest)
    {
        lock (_lock)
        {
            _delivered.Clear();
            Resets++;
            Cursor = oldest - 1;
        }

        Progress();
    }

    private async Task UntilAsync(Func<bool> condition, string expectation)
    {
        try
        {
            using var patience = new CancellationTokenSource(FaultScale.Patience);
            while (true)
            {
                var progress = Volatile.Read(ref _progress);
                if (condition())
                {
                    return;
                }

                await progress.Task.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{this} is at {Cursor}, welcomed {Welcomes} times, and {expectation}. Its last fault: {_lastFault}");
        }
    }

    private void Progress() =>
        Interlocked.Exchange(ref _progress, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
