using System.Net.WebSockets;

namespace BlogBlazor.Notifications.WebSockets;

/// <summary>RFC 6455 section 7.4; 4001 and 4002 are this site's own.</summary>
internal readonly record struct SocketClose(WebSocketCloseStatus Code, string Description)
{
    public static readonly SocketClose Normal = new(WebSocketCloseStatus.NormalClosure, "");
    public static readonly SocketClose TooManyMessages = new(WebSocketCloseStatus.PolicyViolation, "too many messages");
    public static readonly SocketClose MessageTooBig = new(WebSocketCloseStatus.MessageTooBig, "a message holds 16 KiB at most");
    public static readonly SocketClose Restarting = new((WebSocketCloseStatus)1012, "restarting");
    public static readonly SocketClose SignedOut = new((WebSocketCloseStatus)4001, "signed out");
    public static readonly SocketClose TokenExpired = new((WebSocketCloseStatus)4002, "token expired");
}
