using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>What inbox.js makes of the browser's own toggle event, which does not say to Blazor what it became.</summary>
[EventHandler("onpopover", typeof(PopoverEventArgs), enableStopPropagation: false, enablePreventDefault: false)]
public static class EventHandlers;

public sealed class PopoverEventArgs : EventArgs
{
    public bool IsOpen { get; set; }
}
