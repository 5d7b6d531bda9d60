namespace Provisioning.Lab.Cloudflare;

/// <summary>A refusal: HTTP status, code and message of the answer's <c>errors</c>.</summary>
internal sealed class CloudflareRefusal(int status, int code, string message) : Exception(message)
{
    public int Status => status;

    public int Code => code;

    public static CloudflareRefusal NoSuchZone(string id) => new(404, 7003, $"Could not route to /zones/{id}, perhaps your object identifier is invalid?");

    public static CloudflareRefusal NoSuchRecord() => new(404, 81044, "Record does not exist.");

    public static CloudflareRefusal Invalid(int code, string message) => new(400, code, message);
}
