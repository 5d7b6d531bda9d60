using Provisioning.Store.Sqlite;

namespace Provisioning.Tests.Store;

public class PlaceTests
{
    [Fact]
    public void The_caller_comes_before_the_environment_and_that_before_the_machine()
    {
        using var folder = new StoreFolder();
        folder.Set(StoreLocator.Variable, folder["env/store.db"]);
        var named = Locate(folder, folder["named.db"]);
        Assert.Equal((folder["named.db"], StoreLocation.Parameter), (named.Path, named.Location));
        var environment = Locate(folder);
        Assert.Equal((folder["env/store.db"], StoreLocation.Environment), (environment.Path, environment.Location));
        Assert.Contains(StoreLocator.Variable, environment.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("here", "here/provisioning.db")]
    [InlineData("here/", "here/provisioning.db")]
    [InlineData("here/my.db", "here/my.db")]
    [InlineData("there.d/", "there.d/provisioning.db")]
    [InlineData("exists.d", "exists.d/provisioning.db")]
    [InlineData("plain", "plain")]
    public void A_path_is_a_file_or_a_folder(string given, string expected)
    {
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["exists.d"]);
        File.WriteAllText(folder["plain"], "");
        Assert.Equal(folder[expected], Locate(folder, folder[given]).Path);
    }

    [Fact]
    public void A_user_without_rights_has_a_place_of_his_own()
    {
        using var folder = new StoreFolder();
        var place = Locate(folder);
        Assert.Equal((folder["home/.local/state/provisioning/provisioning.db"], StoreLocation.User), (place.Path, place.Location));

        folder.Set("XDG_STATE_HOME", folder["xdg"]);
        Assert.Equal(folder["xdg/provisioning/provisioning.db"], Locate(folder).Path);
        folder.Set("XDG_STATE_HOME", "relative");
        Assert.Equal(place.Path, Locate(folder).Path);
    }

    [Fact]
    public void Who_may_set_up_the_machine_wide_store_does()
    {
        using var folder = new StoreFolder();
        folder.Options = folder.Options with { Surroundings = folder.Options.Surroundings with { Privileged = true } };
        Assert.Equal((folder["machine/provisioning.db"], StoreLocation.Machine), (Locate(folder).Path, Locate(folder).Location));

        using var other = new StoreFolder();
        Directory.CreateDirectory(other["machine"]);
        Assert.Equal(StoreLocation.Machine, Locate(other).Location);
    }

    [Fact]
    public void An_admin_and_a_user_with_access_see_the_same_store_and_its_key()
    {
        using var folder = new StoreFolder();
        var user = folder.Options;
        folder.Options = user with { Surroundings = user.Surroundings with { Privileged = true } };
        Guid id;
        using (var store = SqliteStateStore.Open(Locate(folder), folder.Options)) id = store.StoreId;
        Assert.Single(Directory.GetFiles(folder["etc"]));

        using var same = SqliteStateStore.Open(StoreLocator.Locate(null, user.Surroundings), user);
        Assert.Equal((id, StoreLocation.Machine), (same.StoreId, same.Place.Location));
    }

    [Fact]
    public void A_machine_wide_store_that_this_user_may_not_open_is_not_passed_over_in_silence()
    {
        using var folder = new StoreFolder();
        // A loop of links can't be looked through by root either, which the tests may well run as.
        Directory.CreateDirectory(folder["machine"]);
        File.CreateSymbolicLink(folder["machine/a"], folder["machine/b"]);
        File.CreateSymbolicLink(folder["machine/b"], folder["machine/a"]);
        Assert.Equal(FileAccessSeen.Refused, PrivateFiles.Look(folder["machine/a/x"]));

        var barred = new StorePlace(folder.Path, StoreLocation.Machine, "r") { Obstacle = new ProvisioningError(ErrorIds.StoreNotWritable, ErrorKind.Denied, "no") };
        Assert.Equal(ErrorIds.StoreNotWritable, Assert.Throws<ProvisioningException>(() => SqliteStateStore.Open(barred, folder.Options)).Error.Id);
        Assert.False(File.Exists(folder.Path));
        var described = SqliteStoreAdministration.Describe(barred, folder.Options);
        Assert.True(described.Exists);
        Assert.Contains("no", described.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_are_followed_and_circles_noticed()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new StoreFolder();
        Directory.CreateDirectory(folder["real/inner"]);
        Directory.CreateSymbolicLink(folder["one"], "real");
        Directory.CreateSymbolicLink(folder["two"], folder["one/inner"]);
        Assert.Equal(folder["real/inner/x.db"], CanonicalPath.Of(folder["two/x.db"]));

        File.CreateSymbolicLink(folder["a"], folder["b"]);
        File.CreateSymbolicLink(folder["b"], folder["a"]);
        Assert.Throws<ProvisioningException>(() => CanonicalPath.Of(folder["a/x.db"]));
    }

    [Theory]
    [InlineData("/srv/nfs/store.db", "nfs4")]
    [InlineData("/srv/nfs", "nfs4")]
    [InlineData("/srv/nfsx/store.db", null)]
    [InlineData("/srv/nfs/local/store.db", null)]
    [InlineData("/mnt/c/store.db", "9p")]
    [InlineData("/mnt/with space/store.db", "cifs")]
    [InlineData("/home/me/remote/store.db", "fuse.sshfs")]
    [InlineData("/mnt/fuse/store.db", null)]
    [InlineData("/over/store.db", "nfs")]
    [InlineData("/store.db", null)]
    public void Network_shares_are_told_by_the_mounts(string path, string? expected)
    {
        var surroundings = new Surroundings
        {
            Mounts = () =>
            [
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "30 22 0:40 / /srv/nfs rw shared:2 master:9 - nfs4 host:/export rw",
                "31 30 8:2 / /srv/nfs/local rw - xfs /dev/sdb1 rw",
                "32 22 0:41 / /mnt/c rw - 9p drvfs rw",
                @"33 22 0:42 / /mnt/with\040space rw - cifs //host/share rw",
                "34 22 0:43 / /home/me/remote rw - fuse.sshfs host: rw",
                "35 22 0:44 / /mnt/fuse rw - fuseblk /dev/sdc1 rw",
                "36 22 8:3 / /over rw - ext4 /dev/sdd1 rw",
                "37 22 0:45 / /over rw - nfs host:/b rw",
                "too short", "",
            ],
        };
        Assert.Equal(expected, NetworkShare.TypeOf(path, surroundings));
    }

    [Fact]
    public void A_store_on_a_share_is_refused_and_not_touched()
    {
        using var folder = new StoreFolder();
        folder.Mounts = ["1 0 8:1 / / rw - nfs host:/ rw"];
        Assert.Equal(ErrorIds.StoreOnNetworkShare, folder.Refused());
        Assert.False(Directory.Exists(folder["state"]));
    }

    private static StorePlace Locate(StoreFolder folder, string? path = null) => StoreLocator.Locate(path, folder.Options.Surroundings);
}
