using Microsoft.AspNetCore.Components;

namespace BlogBlazor.Comments;

/// <summary>What talk.js makes of the many input events while somebody types: one in a few seconds.</summary>
[EventHandler("onwriting", typeof(EventArgs), enableStopPropagation: false, enablePreventDefault: false)]
public static class EventHandlers;
