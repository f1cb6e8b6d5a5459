//! The hosts of repositories that are known, and the addresses of a file there.

use super::Config;
use crate::page::encode_path;

/// A host, by the addresses below that of a repository.
pub struct Host {
    /// Words in the names of such hosts, the first as `edit` calls it.
    names: &'static [&'static str],
    /// What stands before the branch and the path of a file that is shown.
    pub view: &'static str,
    /// A file, and a new one, in its editor.
    pub edit: &'static str,
    pub new: &'static str,
}

const HOSTS: [Host; 3] = [
    Host {
        names: &["github"],
        view: DEFAULT_VIEW,
        edit: "edit/{branch}/{path}",
        new: "new/{branch}/{folder}?filename={name}&value={text}",
    },
    // Its page for a new file takes a name and no text.
    Host {
        names: &["gitlab"],
        view: "-/blob",
        edit: "-/edit/{branch}/{path}",
        new: "-/new/{branch}/{folder}?file_name={name}",
    },
    Host {
        names: &["gitea", "forgejo", "codeberg"],
        view: "src/branch",
        edit: "_edit/{branch}/{path}",
        new: "_new/{branch}/{folder}?filename={name}&value={text}",
    },
];

/// That of GitHub, and of a host that is not known; GitLab reads it too.
pub const DEFAULT_VIEW: &str = "blob";

impl Host {
    /// By its name: `git.codeberg.org`.
    pub fn of_name(name: &str) -> Option<&'static Host> {
        let is_of = |host: &&Host| host.names.iter().any(|word| name.contains(word));
        HOSTS.iter().find(is_of)
    }

    pub fn is_called(&self, edit: &str) -> bool {
        self.names[0] == edit
    }
}

impl Config {
    /// The host of the repository: the one that `edit` names, else by its address.
    pub fn host(&self) -> Option<&'static Host> {
        let name = self.repository.as_deref()?.split('/').nth(2)?;
        let named = self.edit.as_deref();
        let named = named.and_then(|edit| HOSTS.iter().find(|host| host.is_called(edit)));
        named.or_else(|| Host::of_name(name))
    }

    /// See [`Host::view`].
    pub fn view(&self) -> &'static str {
        self.host().map_or(DEFAULT_VIEW, |host| host.view)
    }
}

/// Where a file is shown in the repository at this address, by its path from the root.
pub fn file_url(repository: &str, view: &str, branch: &str, path: &str) -> String {
    let repository = repository.trim_end_matches('/');
    let (branch, path) = (encode_path(branch), encode_path(path));
    format!("{repository}/{view}/{branch}/{path}")
}
