namespace Provisioning.Store.Sqlite;

internal sealed partial class UnitOfWork
{
    /// <inheritdoc/>
    public SecretText? Secret(string name) =>
        Db.First("SELECT sealed FROM secrets WHERE name = ?1", static row => row.Blob(0), name) is { } @sealed ? secrets.Open(name, @sealed) : null;

    /// <inheritdoc/>
    public void SetSecret(string name, SecretText secret) => Db.Run(
        "INSERT INTO secrets (name, sealed) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed", name, secrets.Seal(name, secret));

    /// <inheritdoc/>
    public void DeleteSecrets(string prefix) =>
        // The highest code point there is ends the range of names that begin so.
        Db.Run("DELETE FROM secrets WHERE name >= ?1 AND name < ?2", prefix, prefix + "\U0010FFFF");
}
