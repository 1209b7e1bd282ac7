using Microsoft.Extensions.Options;

namespace BlogBlazor;

/// <summary>Something the operator must mend before the application can start, or a command be done: one sentence, which names the key.</summary>
public sealed class StartupException(string message) : Exception(message)
{
    /// <summary>Whether the message alone tells the operator what to mend, so that no stack trace is needed.</summary>
    public static bool Explains(Exception exception) => exception
        is StartupException
        or OptionsValidationException
        // An address that cannot be bound, named in the message.
        or IOException { InnerException: Microsoft.AspNetCore.Connections.AddressInUseException }
        // An address that cannot be read, named in the message.
        or FormatException { TargetSite.DeclaringType.Name: nameof(BindingAddress) }
        // The configuration binder names the key and the value.
        or InvalidOperationException { InnerException: FormatException or ArgumentException };
}
