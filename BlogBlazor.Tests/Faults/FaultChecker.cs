using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Faults;

/// <summary>
/// Compares what was acknowledged, what is stored, and what each receiver was given. It knows the public API and nothing
/// else.
/// </summary>
internal sealed class FaultChecker(TestUser recipient)
{
    private const int PageSize = 500;

    private readonly List<FaultItem> _stored = [];

    public int Stored => _stored.Count;

    /// <summary>
    /// Everything acknowledged is stored once, under 1, 2, 3, … without a gap; and every receiver has just that, in that
    /// order, once.
    /// </summary>
    public async Task NothingIsLostAsync(IEnumerable<string> acknowledged, IEnumerable<FaultReceiver> receivers)
    {
        await ReadStoredAsync();
        _stored.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, _stored.Count).Select(n => (long)n));
        var times = _stored.CountBy(item => item.Message).ToDictionary(StringComparer.Ordinal);
        acknowledged.Where(message => times.GetValueOrDefault(message) != 1)
            .ShouldBeEmpty("Acknowledged, and not stored just once.");
        foreach (var receiver in receivers)
        {
            await receiver.ReachAsync(_stored.Count);
            ShouldBeStored(receiver);
        }
    }

    /// <summary>What was stored before stays: only what came since is read.</summary>
    private async Task ReadStoredAsync()
    {
        int count;
        do
        {
            var after = _stored.Count == 0 ? 0 : _stored[^1].Sequence;
            var page = await recipient.GetJsonAsync($"/api/notifications?after={after}&limit={PageSize}");
            var items = page.GetProperty("items").EnumerateArray()
                .Select(item => new FaultItem(item.Number("id"), item.Text("message")!)).ToList();
            _stored.AddRange(items);
            count = items.Count;
        }
        while (count == PageSize);
    }

    private void ShouldBeStored(FaultReceiver receiver)
    {
        var delivered = receiver.Delivered;
        for (var i = 0; i < Math.Max(delivered.Count, _stored.Count); i++)
        {
            delivered.ElementAtOrDefault(i).ShouldBe(_stored.ElementAtOrDefault(i), $"{receiver}, at position {i + 1}");
        }
    }
}
