using System.Net;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Idempotency;

/// <summary>A server that is killed in the middle: whatever was or was not answered, sent again it is there once.</summary>
[Trait("Category", "Slow")]
public sealed class IdempotencyDurabilityTests : IDisposable
{
    private const int Count = 60;

    private readonly TestDatabase _database = new();
    private readonly Uri _address = ServerProcess.FreeAddress();

    private (string, string)[] Settings => [.. _database.Settings];

    [Fact]
    public async Task Sent_again_after_kill_9_each_comment_and_its_notification_is_there_once()
    {
        using var lan = new TestUser(_address, ServerProcess.AdministratorEmail);
        using var minh = new TestUser(_address, "minh@example.com");
        string slug;
        Dictionary<int, string> before;
        await using (var server = await ServerProcess.StartAsync(_address, Settings))
        {
            await lan.SignInAsync();
            await minh.RegisterAsync();
            slug = await lan.PublishAsync();
            var sending = Enumerable.Range(0, Count).Select(number => TrySendAsync(minh, slug, number)).ToList();
            await Task.WhenAny(sending);
            await server.KillAsync();
            before = (await Task.WhenAll(sending)).Where(sent => sent.Answer is not null)
                .ToDictionary(sent => sent.Number, sent => sent.Answer!);
        }

        await using var again = await ServerProcess.StartAsync(_address, Settings);
        var after = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => TrySendAsync(minh, slug, number)));

        after.ShouldAllBe(sent => sent.Answer != null);
        after.Where(sent => before.ContainsKey(sent.Number)).ShouldAllBe(sent => sent.Answer == before[sent.Number]);
        var comments = (await lan.GetJsonAsync($"/api/posts/{slug}/comments")).GetProperty("items").EnumerateArray();
        comments.Select(comment => comment.Text("markdown")).ShouldBe(Enumerable.Range(0, Count).Select(Text), ignoreOrder: true);
        (await lan.GetJsonAsync("/api/notifications?limit=500")).Ids().ShouldBe(Enumerable.Range(1, Count).Select(id => (long)id));
        TestContext.Current.SendDiagnosticMessage("{0} of {1} were answered before the kill", before.Count, Count);
    }

    public void Dispose() => _database.Dispose();

    private static string Text(int number) => $"comment {number}";

    /// <returns>The answer, or null where the server went away before it.</returns>
    private static async Task<(int Number, string? Answer)> TrySendAsync(TestUser user, string slug, int number)
    {
        try
        {
            using var response = await user.PostAsync($"/api/posts/{slug}/comments", new { markdown = Text(number) }, $"key-{number}");
            response.StatusCode.ShouldBe(HttpStatusCode.Created);
            return (number, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        catch (HttpRequestException)
        {
            return (number, null);
        }
    }
}
