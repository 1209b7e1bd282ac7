using BlogBlazor.Data;
using BlogBlazor.Localization;
using BlogBlazor.Settings;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;

namespace BlogBlazor.Tests.Settings;

public sealed class SettingsPageTests : BlogBunitContext
{
    public SettingsPageTests() => SignInAs(Lan with { IsAdministrator = true });

    private CurrentSite Site => Services.GetRequiredService<CurrentSite>();

    [Fact]
    public async Task What_is_saved_is_the_site_s_from_then_on_and_after_a_restart()
    {
        var page = Render<SettingsPage>();

        await page.FindField("Name of the site").ChangeAsync(" Chuyện của Lan ");
        await page.FindField("In a sentence, what it is about").ChangeAsync("Cà phê và mã nguồn");
        await page.Find("form").SubmitAsync();

        page.FindRole("status").Words().ShouldBe("Saved.");
        Site.Settings.ShouldBe(new SiteSettings("Chuyện của Lan", "Cà phê và mã nguồn", "en"));
        await using var other = OpenAnotherTab();
        var restarted = other.Services.GetRequiredService<CurrentSite>();
        await restarted.LoadAsync(Xunit.TestContext.Current.CancellationToken);
        restarted.Settings.ShouldBe(Site.Settings);
    }

    [Fact]
    public async Task A_name_that_cannot_be_taken_is_said_at_its_field_and_stays()
    {
        var page = Render<SettingsPage>();

        await page.FindField("Name of the site").ChangeAsync(new string('a', 61));
        await page.Find("form").SubmitAsync();

        page.Described(page.FindField("Name of the site")).ShouldBe("At most 60 characters; this has 61.");
        page.FindField("Name of the site").Typed().ShouldBe(new string('a', 61));
        Site.Settings.ShouldBe(SiteSettings.Default);
    }

    [Fact]
    public async Task A_failing_database_is_said_and_changes_nothing_until_the_next_try()
    {
        var page = Render<SettingsPage>();
        Database.RefuseWrites("SiteSettings");
        await page.FindField("Name of the site").ChangeAsync("Lan's");
        await page.Find("form").SubmitAsync();

        page.FindRole("alert").Words().ShouldBe("It could not be saved just now. Please try again.");
        Site.Name.ShouldBe("BlogBlazor");

        Database.TakeWrites("SiteSettings");
        await page.Find("form").SubmitAsync();
        Site.Name.ShouldBe("Lan's");
    }

    [Fact]
    public async Task Where_a_change_cannot_be_read_that_is_logged_and_what_was_read_before_stays()
    {
        var log = new SiteLog();
        // Hears of the change before the site that makes it does, since it joins first.
        var other = new CurrentSite(
            Services.GetRequiredService<IDbContextFactory<BlogDbContext>>(), Services.GetRequiredService<SignalGroups>(), log);
        var failed = Database.Reads.FailNext("LIMIT 2");

        await Site.SaveAsync(
            SiteSettings.Default with { Name = "Lan's" }, Services.GetRequiredService<IStringLocalizer<Texts>>(), Xunit.TestContext.Current.CancellationToken);

        failed.IsCompletedSuccessfully.ShouldBeTrue();
        (await log.Said.WaitAsync(Patience, Xunit.TestContext.Current.CancellationToken)).ShouldContain("those read before stay");
        (other.Name, Site.Name).ShouldBe(("BlogBlazor", "Lan's"));
    }

    private sealed class SiteLog : ILogger<CurrentSite>
    {
        private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Said => _said.Task;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _said.TrySetResult(formatter(state, exception));
    }
}
