# shellcheck shell=bash
# What the scripts that run Terraform share; to be sourced.

say() { printf 'ok  %-8s %s\n' "$1" "$2"; }

fail() {
  printf 'BAD %s\n' "$1" >&2
  exit 1
}

# The folder that holds registry.terraform.io/ with the providers: FERROVIA_TF_MIRROR, or Terraform's own places, or one
# that the machine's owner set up near the root of the file system. Nothing, if there is none.
find_mirror() {
  local place
  if [[ -n "${FERROVIA_TF_MIRROR:-}" ]]; then
    [[ -d "$FERROVIA_TF_MIRROR/registry.terraform.io" ]] || fail "FERROVIA_TF_MIRROR holds no registry.terraform.io/"
    printf '%s' "$FERROVIA_TF_MIRROR"
    return
  fi
  for place in "$HOME/.terraform.d/plugins" "${XDG_DATA_HOME:-$HOME/.local/share}/terraform/plugins" \
    /usr/local/share/terraform/plugins /usr/share/terraform/plugins; do
    if [[ -d "$place/registry.terraform.io" ]]; then
      printf '%s' "$place"
      return
    fi
  done
  place="$(find / -maxdepth 3 -xdev -type d -uid 0 -name registry.terraform.io 2>/dev/null | head -n 1 || true)"
  [[ -z "$place" ]] || dirname "$place"
}
