namespace TaskManager.Dispatcher.Accounts;

/// <summary>What is shown once and cannot be shown again.</summary>
public enum ShownOnce
{
    RecoveryCodes,

    Token,

    Password,
}
