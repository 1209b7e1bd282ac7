using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>Tells the circuit's receiver whether its browser can be reached.</summary>
internal sealed class NotificationCircuit(HeldNotifications held) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        held.Pause();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => held.ResumeAsync();
}
