// `<nix/fetchurl.nix>`, the one Nix file that is part of Nix itself.

/** Where its path is said to be; no file of a real machine lies there. */
export const FETCHURL_PATH = '/__corepkgs__/fetchurl.nix';

/** A function to the derivation that downloads a file, with the arguments and attributes that it has in Nix 2.31. */
export const FETCHURL_TEXT = `
let
  firstHash = { hash, md5, sha1, sha256, sha512 }:
    if hash != "" then { algorithm = ""; text = hash; }
    else if sha512 != "" then { algorithm = "sha512"; text = sha512; }
    else if sha1 != "" then { algorithm = "sha1"; text = sha1; }
    else if md5 != "" then { algorithm = "md5"; text = md5; }
    else { algorithm = "sha256"; text = sha256; };
in
{ url
, name ? baseNameOf (toString url)
, hash ? "", md5 ? "", sha1 ? "", sha256 ? "", sha512 ? ""
, outputHashAlgo ? (firstHash { inherit hash md5 sha1 sha256 sha512; }).algorithm
, outputHash ? (firstHash { inherit hash md5 sha1 sha256 sha512; }).text
, executable ? false
, unpack ? false
, impure ? false
, system ? ""
}:
derivation ({
  inherit name url executable unpack;
  builder = "builtin:fetchurl";
  system = "builtin";
  urls = [ url ];
  outputHashMode = if unpack || executable then "recursive" else "flat";
  preferLocalBuild = true;
  impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
} // (if impure then { __impure = true; } else { inherit outputHash outputHashAlgo; }))
`;
