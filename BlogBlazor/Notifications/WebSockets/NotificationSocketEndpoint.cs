using BlogBlazor.Hosting;
using BlogBlazor.Notifications.Delivery;

namespace BlogBlazor.Notifications.WebSockets;

internal sealed class NotificationSocketEndpoint(ReceiverAdmission admission, NotificationSocketSession.Services services)
{
    public const string Path = "/ws/notifications";

    public async Task<IResult> HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            return TypedResults.Problem(
                "This address speaks WebSocket; open it with a WebSocket client.", statusCode: StatusCodes.Status426UpgradeRequired);
        }

        return await admission.AdmitAsync(context, Surface.WebSocket, async receiver =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var session = new NotificationSocketSession(
                socket, receiver, context.User.MayUse(TokenScopes.MarkNotifications), services);
            await session.RunAsync(context.RequestAborted);
        });
    }
}
