namespace System.Management.Automation
{
    public enum CommandOrigin
    {
        Runspace,
        Internal,
    }
}

namespace System.Management.Automation.Internal
{
    public abstract class InternalCommand
    {
        internal InternalCommand()
        {
        }

        public CommandOrigin CommandOrigin => CommandOrigin.Runspace;
    }
}
