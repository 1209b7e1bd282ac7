using System.Net;
using BlogBlazor.Notifications.Email;
using BlogBlazor.Notifications.Preferences;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace BlogBlazor.Tests.Notifications.Email;

/// <summary>Whoever has the mail can stop the mails, without signing in: a mail program by one request, a person by a button.</summary>
[Trait("Category", "Integration")]
public sealed class UnsubscribeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_program_unsubscribes_by_one_request()
    {
        await using var app = await AwayApplication.StartAsync();
        var address = await MailedAddressAsync(app);
        using var program = app.App.Anonymous();

        using var answer = await program.Http.PostAsync(address, OneClick, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await FrequencyAsync(app)).ShouldBe(EmailFrequency.Never);
    }

    [Fact]
    public async Task A_person_sees_what_it_is_about_and_presses_a_button()
    {
        await using var app = await AwayApplication.StartAsync();
        var address = await MailedAddressAsync(app);
        using var person = app.App.Anonymous();

        var page = await PageForm.OpenAsync(person, address);
        (await FrequencyAsync(app)).ShouldBe(EmailFrequency.Immediate, "opening the link alone changes nothing: mail scanners do");
        using var pressed = await page.SubmitAsync();
        using var done = await person.GetAsync(pressed.Headers.Location!.OriginalString);

        (await done.Content.ReadAsStringAsync(Cancel)).ShouldContain("Done.");
        (await FrequencyAsync(app)).ShouldBe(EmailFrequency.Never);
    }

    [Theory]
    [InlineData("?token=nonsense")]
    [InlineData("")]
    public async Task A_token_that_was_not_made_here_does_nothing(string query)
    {
        await using var app = await AwayApplication.StartAsync();
        await MailedAddressAsync(app);
        using var somebody = app.App.Anonymous();

        using var program = await somebody.Http.PostAsync("/notifications/unsubscribe" + query, OneClick, Cancel);
        using var person = await somebody.Http.PostAsync("/notifications/unsubscribe" + query, new FormUrlEncodedContent([]), Cancel);
        using var page = await somebody.GetAsync("/notifications/unsubscribe" + query);

        program.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        person.Headers.Location!.OriginalString.ShouldBe("/notifications/unsubscribe");
        (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("This link is incomplete.");
        (await FrequencyAsync(app)).ShouldBe(EmailFrequency.Immediate);
    }

    private static FormUrlEncodedContent OneClick => new([new("List-Unsubscribe", "One-Click")]);

    private static async Task<string> MailedAddressAsync(AwayApplication app)
    {
        using var lan = await app.RegisterAsync("lan", EmailFrequency.Immediate);
        await app.App.NotifyAsync(lan, 1);
        await app.RunAsync<EmailJob>(AwayApplication.MailDue);
        var header = app.Mail.Messages.ShouldHaveSingleItem().Headers[HeaderId.ListUnsubscribe]!;
        return new Uri(header.Trim('<', '>')).PathAndQuery;
    }

    private static async Task<EmailFrequency> FrequencyAsync(AwayApplication app)
    {
        await using var db = await app.OpenAsync();
        return (await db.NotificationSettings.SingleAsync(Cancel)).EmailFrequency;
    }
}
