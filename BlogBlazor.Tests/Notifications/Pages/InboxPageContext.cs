using BlogBlazor.Notifications.Pages;
using BlogBlazor.Tests.TestKit;
using Bunit;

namespace BlogBlazor.Tests.Notifications.Pages;

/// <summary>Lan's inbox at an address.</summary>
public abstract class InboxPageContext : BlogBunitContext
{
    protected const string Items = ".inbox-list > li";

    protected IRenderedComponent<InboxPage> Open(string query = "")
    {
        Navigation.NavigateTo("/notifications" + query);
        return Render<InboxPage>();
    }

    protected async Task<IRenderedComponent<InboxPage>> OpenLiveAsync()
    {
        await Notifications.LoadAsync();
        var inbox = Open();
        await Notifications.StartAsync(null);
        return inbox;
    }

    protected static IReadOnlyList<string> Sentences(IRenderedComponent<InboxPage> inbox) => inbox.WordsOf($"{Items} > a .inbox-sentence");
}
