/** A package that jobs often need beside what every runner has. */
export interface UsualPackage {
  /** Its attribute in `pkgs`, the same in every supported release. */
  readonly attribute: string;
  /** Plain text. */
  readonly summary: string;
}

/** Programs that jobs on GitHub's own runners find installed, and tools for Nix. Source of the names: nixpkgs. */
export const USUAL_PACKAGES: readonly UsualPackage[] = [
  { attribute: 'awscli2', summary: 'Command line of Amazon Web Services' },
  { attribute: 'buildah', summary: 'Builds container images' },
  { attribute: 'cachix', summary: 'Binary caches for Nix' },
  { attribute: 'cargo', summary: 'Package manager of Rust' },
  { attribute: 'cmake', summary: 'Build system generator' },
  { attribute: 'curl', summary: 'Transfers data by URL' },
  { attribute: 'docker', summary: 'Client of Docker; its daemon is a service of its own' },
  { attribute: 'docker-compose', summary: 'Several containers as one application' },
  { attribute: 'file', summary: 'Tells the types of files' },
  { attribute: 'gcc', summary: 'Compiler for C and C++' },
  { attribute: 'gh', summary: "GitHub's command line" },
  { attribute: 'git-lfs', summary: 'Large files in Git' },
  { attribute: 'gnumake', summary: 'Make' },
  { attribute: 'gnupg', summary: 'Encryption and signatures' },
  { attribute: 'go', summary: 'Compiler and tools of Go' },
  { attribute: 'gradle', summary: 'Build tool for Java' },
  { attribute: 'jdk', summary: 'Development kit for Java' },
  { attribute: 'jq', summary: 'Reads and changes JSON' },
  { attribute: 'kubectl', summary: 'Command line of Kubernetes' },
  { attribute: 'kubernetes-helm', summary: 'Package manager for Kubernetes' },
  { attribute: 'maven', summary: 'Build tool for Java' },
  { attribute: 'nodejs', summary: 'Node.js for scripts of jobs; the runner brings its own for actions' },
  { attribute: 'openssh', summary: 'SSH client' },
  { attribute: 'pkg-config', summary: 'Finds libraries for compilers' },
  { attribute: 'podman', summary: 'Runs containers without a daemon' },
  { attribute: 'procps', summary: 'Looks at processes: ps, pgrep, top' },
  { attribute: 'python3', summary: 'Python' },
  { attribute: 'rsync', summary: 'Copies files' },
  { attribute: 'rustc', summary: 'Compiler for Rust' },
  { attribute: 'shellcheck', summary: 'Checks shell scripts' },
  { attribute: 'skopeo', summary: 'Copies container images' },
  { attribute: 'unzip', summary: 'Unpacks ZIP files' },
  { attribute: 'wget', summary: 'Fetches files by URL' },
  { attribute: 'which', summary: 'Finds programs' },
  { attribute: 'xz', summary: 'Compression' },
  { attribute: 'yq-go', summary: 'Reads and changes YAML' },
  { attribute: 'zip', summary: 'Packs ZIP files' },
  { attribute: 'zstd', summary: 'Compression' },
];
