using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Provisioning.Store.Sqlite;

/// <summary>
/// The schema's versions: one script each, numbered from 1 without gaps, never changed once released.
/// <c>PRAGMA user_version</c> tells how many a store has seen.
/// </summary>
internal static class Migrations
{
    /// <summary>"PRVS": marks a SQLite database as one of ours.</summary>
    public const int ApplicationId = 0x50525653;

    private static readonly string[] Scripts = ReadScripts();

    /// <summary>The version that this program works with.</summary>
    public static int Newest => Scripts.Length;

    public static int VersionOf(Session session) => (int)session.Scalar("PRAGMA user_version")!.Value;

    /// <summary>
    /// Brings the schema up, all steps in one transaction. Whoever comes second waits for the first and finds nothing left to do.
    /// </summary>
    /// <param name="session">A connection with no transaction.</param>
    /// <param name="wait">Time allowed to wait for others.</param>
    /// <param name="created">Run in the same transaction when there was no schema before.</param>
    public static void Apply(Session session, LockWait wait, Action created)
    {
        session.BeginWrite(Durability.Full, wait);
        try
        {
            var present = VersionOf(session);
            for (var version = present; version < Newest; version++) Execute(session, Scripts[version]);
            if (present < Newest) Execute(session, $"PRAGMA user_version = {Newest}");
            if (present == 0)
            {
                Execute(session, $"PRAGMA application_id = {ApplicationId}");
                created();
            }
            session.Commit();
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    public static void Execute(Session session, string sql)
    {
        var code = raw.sqlite3_exec(session.Handle, sql);
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, session.Handle);
    }

    private static string[] ReadScripts()
    {
        var assembly = typeof(Migrations).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .OrderBy(name => int.Parse(Path.GetFileNameWithoutExtension(name), CultureInfo.InvariantCulture))
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return reader.ReadToEnd();
                }),
        ];
    }
}
