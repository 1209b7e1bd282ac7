using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Accounts;

/// <summary>Who has switched on a second factor, over Identity's API, signs in by the page with a code of their app.</summary>
[Trait("Category", "Integration")]
public sealed class TwoFactorTests : IAsyncLifetime
{
    private readonly BlogApplication _app = BlogApplication.Start();
    private TestUser _lan = null!;
    private string _key = "";
    private IReadOnlyList<string> _recoveryCodes = [];

    public async ValueTask InitializeAsync()
    {
        _lan = await _app.RegisterAsync("lan");
        _key = (await AskAsync(new { })).GetProperty("sharedKey").GetString()!;
        // What changes the second factor ends the sign-ins.
        await _lan.SignInAsync();
        var on = await AskAsync(new { enable = true, twoFactorCode = CodeNow() });
        _recoveryCodes = [.. on.GetProperty("recoveryCodes").EnumerateArray().Select(code => code.GetString()!)];
    }

    public async ValueTask DisposeAsync()
    {
        _lan.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task After_the_password_the_page_asks_for_the_code_and_goes_where_it_was_to_go()
    {
        using var browser = new TestUser(_app, _lan.Email);
        var code = await GivePasswordAsync(browser);

        code.Page.QuerySelector("input[name='Input.Password']").ShouldBeNull();
        code.Page.QuerySelector("script").ShouldBeNull();
        (await browser.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var wrong = await code.SubmitAndStayAsync(("Code", "000000"));
        wrong.ProblemOf("Code").ShouldBe("This code is not right. It changes every 30 seconds.");
        using var signedIn = await wrong.SubmitAsync(("Code", CodeNow().Insert(3, " ")));

        new Uri(_app.Address, signedIn.Headers.Location!).PathAndQuery.ShouldBe("/tags");
        (await browser.ProfileAsync()).Handle.ShouldBe("lan");
    }

    [Fact]
    public async Task A_recovery_code_signs_in_once()
    {
        using var browser = new TestUser(_app, _lan.Email);
        using var signedIn = await (await GivePasswordAsync(browser)).SubmitAsync(("Code", $" {_recoveryCodes[0].ToLowerInvariant()} "));
        (await browser.ProfileAsync()).Handle.ShouldBe("lan");

        using var other = new TestUser(_app, _lan.Email);
        var again = await (await GivePasswordAsync(other)).SubmitAndStayAsync(("Code", _recoveryCodes[0]));
        again.ProblemOf("Code").ShouldNotBeNull();
    }

    [Fact]
    public async Task Guessing_codes_locks_the_account_as_guessing_passwords_does()
    {
        using var guesser = new TestUser(_app, _lan.Email);
        var code = await GivePasswordAsync(guesser);
        for (var guess = 0; guess < 4; guess++)
        {
            code = await code.SubmitAndStayAsync(("Code", "000000"));
        }

        var locked = await code.SubmitAndStayAsync(("Code", "000000"));
        var late = await code.SubmitAndStayAsync(("Code", _recoveryCodes[0]));

        locked.Notice("alert").ShouldBe("Too many tries. Please wait five minutes.");
        late.Notice("alert").ShouldBe("Too many tries. Please wait five minutes.");
        (await guesser.GetAsync("/api/account/profile")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_code_without_a_password_before_it_leads_back_to_the_password()
    {
        using var browser = new TestUser(_app, _lan.Email);
        var code = await GivePasswordAsync(browser);
        foreach (Cookie cookie in browser.Cookies.GetAllCookies())
        {
            cookie.Expired = cookie.Name.Contains("TwoFactor", StringComparison.Ordinal);
        }

        var start = await code.SubmitAndStayAsync(("Code", CodeNow()));

        start.Notice("alert").ShouldBe("That took too long. Please sign in again.");
        start.Page.QuerySelector("input[name='Input.Password']").ShouldNotBeNull();
    }

    private static async Task<PageForm> GivePasswordAsync(TestUser browser) =>
        await (await PageForm.OpenAsync(browser, "/account/login?returnUrl=%2Ftags"))
            .SubmitAndStayAsync(("Email", browser.Email), ("Password", BlogApplication.Password));

    private async Task<JsonElement> AskAsync(object body)
    {
        using var response = await _lan.PostAsync("/api/account/manage/2fa", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await TestUser.ReadAsync(response);
    }

    /// <summary>RFC 6238, as an authenticator app has it.</summary>
    private string CodeNow()
    {
        const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(_key.Select(c => Convert.ToString(Base32.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        byte[] key = [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // The RFC's, and what the apps speak.
        var hash = HMACSHA1.HashData(key, step);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xf)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
