using Microsoft.AspNetCore.SignalR;

namespace BlogBlazor.Signals;

/// <summary>Names the groups on the backplane. It is mapped to no address: nobody outside connects to it.</summary>
public sealed class SignalHub : Hub;
