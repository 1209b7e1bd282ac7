using System.Net.WebSockets;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications.WebSockets;

/// <summary>RFC 6455 section 7.4; 4001 and 4002 are this site's own.</summary>
internal readonly record struct SocketClose(WebSocketCloseStatus Code, string Description)
{
    public static readonly SocketClose Normal = new(WebSocketCloseStatus.NormalClosure, "");
    public static readonly SocketClose TooManyMessages = new(WebSocketCloseStatus.PolicyViolation, "too many messages");
    public static readonly SocketClose MessageTooBig = new(WebSocketCloseStatus.MessageTooBig, "a message holds 16 KiB at most");

    /// <summary>Against RFC 6455; the socket answers that by itself, with 1002 or 1007, and gives up.</summary>
    public static readonly SocketClose BrokenFrames = new(WebSocketCloseStatus.ProtocolError, "");

    /// <returns>Null when the connection is gone already.</returns>
    public static SocketClose? Of(ReceiverEnd end) => end switch
    {
        ReceiverEnd.None => null,
        ReceiverEnd.Restarting => new SocketClose((WebSocketCloseStatus)end, "restarting"),
        ReceiverEnd.SignedOut => new SocketClose((WebSocketCloseStatus)end, "signed out"),
        _ => new SocketClose((WebSocketCloseStatus)end, "token expired"),
    };
}
