using System.Threading.Channels;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.Circuits;
using BlogBlazor.Tests.TestKit;
using Bunit;
using Microsoft.JSInterop;

namespace BlogBlazor.Tests.Notifications.Circuits;

/// <summary>What the browser is asked to have said by a screen reader, by js/toasts.js, which says each once in all tabs.</summary>
public sealed class NotificationToastSpeechTests : BlogBunitContext
{
    private readonly BunitJSModuleInterop _script;
    private readonly Channel<(string? Text, string? Epoch, long? UpTo)> _said = Channel.CreateUnbounded<(string?, string?, long?)>();

    public NotificationToastSpeechTests()
    {
        _script = JSInterop.SetupModule(BrowserTab.Module).SetupModule("start", _ => true);
        _script.SetupVoid("say", call => _said.Writer.TryWrite(((string?)call.Arguments[0], (string?)call.Arguments[1], (long?)call.Arguments[2])))
            .SetVoidResult();
    }

    [Theory]
    [InlineData("en", "You have 4 new notifications")]
    [InlineData("vi", "Bạn có 4 thông báo mới")]
    public async Task What_comes_is_said_in_its_reader_s_language_with_the_last_number_it_tells_of(string language, string sentence)
    {
        Speak(language);
        Open();

        await Rows.NotifyAsync(Lan, 4);

        (await HearAsync(upTo: 4)).ShouldBe((sentence, ComponentDatabase.Epoch.Value, 4));
    }

    [Fact]
    public async Task A_tab_that_does_not_show_it_does_not_say_it_before_it_does()
    {
        Open();
        Tab.Tell(showsToasts: false, isLookedAt: false);
        await Rows.NotifyAsync(Lan, "one");
        await UntilAsync(() => Notifications.Cursor?.Sequence == 1);
        _script.VerifyNotInvoke("say");

        Tab.Tell(showsToasts: true, isLookedAt: true);

        (await HearAsync(upTo: 1)).ShouldBe(("one", ComponentDatabase.Epoch.Value, 1));
        _script.VerifyInvoke("say", 1);
    }

    [Fact]
    public async Task What_was_done_here_is_said_whatever_was_said_before()
    {
        await Rows.NotifyAsync(Lan, 1);
        Open();

        await Commands.DoAsync(InboxAct.Archive, new Chosen([1]));

        (await HearAsync(upTo: null)).ShouldBe(("Archived.", null, null));
    }

    [Fact]
    public async Task What_is_on_the_page_is_not_said()
    {
        Navigation.NavigateTo("/notifications");
        Open();

        await Rows.NotifyAsync(Lan, 1);

        await UntilAsync(() => Notifications.SeenUpTo == 1);
        _script.VerifyNotInvoke("say");
    }

    [Fact]
    public async Task The_script_stops_with_the_circuit()
    {
        Open();

        await DisposeComponentsAsync();
        await Tab.DisposeAsync();
        await Tab.DisposeAsync();

        _script.Invocations["stop"].Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_browser_that_cannot_say_it_still_shows_it()
    {
        _script.SetupVoid("say", _ => true).SetException(new JSException("no live region"));
        var toast = Open();

        await Rows.NotifyAsync(Lan, "one");

        toast.WaitForAssertion(() => toast.FindLink("one"));
    }

    private IRenderedComponent<NotificationToast> Open()
    {
        var toast = Render<NotificationToast>();
        toast.WaitForState(() => Notifications.Cursor is not null);
        return toast;
    }

    /// <summary>Listens until something is said that tells of all up to a number.</summary>
    private async Task<(string?, string?, long?)> HearAsync(long? upTo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var said = await _said.Reader.ReadAsync(patience.Token);
            if (said.UpTo == upTo)
            {
                return said;
            }
        }
    }
}
