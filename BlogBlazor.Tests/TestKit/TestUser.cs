using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace BlogBlazor.Tests.TestKit;

/// <summary>One person with one browser: an HTTP client with cookies, and sockets that carry them.</summary>
public sealed class TestUser : IDisposable
{
    private readonly HttpClientHandler _handler;

    public TestUser(BlogApplication app, string email) : this(app.Address, email)
    {
    }

    /// <param name="address">Of a server in this process or another.</param>
    public TestUser(Uri address, string email)
    {
        Email = email;
        _handler = new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false };
        Http = new HttpClient(_handler) { BaseAddress = address };
    }

    /// <summary>The same person's browser, with the same cookies, at another instance.</summary>
    public TestUser At(Uri address)
    {
        var there = new TestUser(address, Email);
        there.Cookies.Add(Cookies.GetAllCookies());
        return there;
    }

    public string Email { get; }
    public CookieContainer Cookies { get; } = new();
    public HttpClient Http { get; }

    /// <summary>Registers over the API and signs in with a cookie.</summary>
    public async Task RegisterAsync()
    {
        using var registered = await PostAsync("/api/account/register", new { email = Email, password = BlogApplication.Password });
        registered.EnsureSuccessStatusCode();
        await SignInAsync();
    }

    public async Task SignInAsync(string password = BlogApplication.Password)
    {
        using var signedIn = await PostAsync(
            "/api/account/login?useCookies=true", new { email = Email, password });
        signedIn.EnsureSuccessStatusCode();
    }

    public async Task<Profile> ProfileAsync() =>
        (await Http.GetFromJsonAsync<Profile>("/api/account/profile", TestContext.Current.CancellationToken))!;

    public async Task<string> TokenAsync()
    {
        using var response = await Http.PostAsJsonAsync(
            "/api/account/login", new { email = Email, password = BlogApplication.Password }, TestContext.Current.CancellationToken);
        return (await ReadAsync(response)).GetProperty("accessToken").GetString()!;
    }

    /// <returns>The slug of a published post.</returns>
    public async Task<string> PublishAsync(string title = "A post", string markdown = "Some text.")
    {
        using var response = await Http.PostAsJsonAsync(
            "/api/posts", new { title, markdown, publish = true }, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await ReadAsync(response)).GetProperty("slug").GetString()!;
    }

    /// <returns>The comment's number.</returns>
    public async Task<int> CommentAsync(string slug, string markdown = "Well said.", int? parentId = null)
    {
        using var response = await Http.PostAsJsonAsync(
            $"/api/posts/{slug}/comments", new { markdown, parentId }, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await ReadAsync(response)).GetProperty("id").GetInt32();
    }

    /// <param name="query">Such as "?after=0".</param>
    public Task<TestSocket> ConnectAsync(string query = "", Action<System.Net.WebSockets.ClientWebSocketOptions>? options = null) =>
        TestSocket.ConnectAsync(Http.BaseAddress!, "/ws/notifications/" + query, socket =>
        {
            socket.Cookies = Cookies;
            options?.Invoke(socket);
        });

    /// <summary>Waits until one of the user's other receivers has left, for as long as any wait.</summary>
    public async Task<TestSocket> ConnectWhenThereIsAPlaceAsync()
    {
        using var patience = new CancellationTokenSource(TestSocket.Patience);
        while (true)
        {
            try
            {
                return await ConnectAsync();
            }
            catch (UpgradeRefusedException refused) when (refused.Status == 429 && !patience.IsCancellationRequested)
            {
                // Somebody is just leaving.
            }
        }
    }

    /// <summary>Connects as a client that has no cookie, such as a mobile app.</summary>
    public Task<TestSocket> ConnectWithTokenAsync(string token, string query = "") => TestSocket.ConnectAsync(
        Http.BaseAddress!,
        "/ws/notifications/" + query,
        options => options.SetRequestHeader("Authorization", "Bearer " + token));

    public Task<HttpResponseMessage> PostAsync(string path, object body) =>
        Http.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PutAsync(string path, object body) =>
        Http.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    /// <summary>With an Idempotency-Key, or several.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, object body, params string[] keys)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        foreach (var key in keys)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(path, TestContext.Current.CancellationToken);

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        using var response = await GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await ReadAsync(response);
    }

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    public sealed record Profile(string Id, string Handle, string DisplayName, string Email);
}
