/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* What a sandbox gets. Nothing is there but what these tables name; each row says why. POLICY.md tells people what
 * this protects from and what not. */

#include "config.h"

#include "sandbox/sp-sandbox-policy.h"

#include <string.h>
#include <unistd.h>

#include "sandbox/sp-sandbox-error.h"
#include "sandbox/sp-seccomp.h"

typedef struct
{
  const char *option;
  const char *value;   /* (nullable) */
  const char *reason;
} SpPolicyOption;

typedef struct
{
  const char *path;
  const char *reason;
} SpPolicyPath;

typedef struct
{
  const char *name;
  const char *value;
  const char *reason;
} SpPolicyVariable;

/* --die-with-parent is not among them: when the service is killed in the milliseconds in which bubblewrap sets up, it
 * leaves a half-made process waiting for ever. Our runner sees the control socket close instead, whenever that is. */
static const SpPolicyOption walls[] = {
  { "--unshare-all", NULL, "no network, no other processes, no shared memory, no host name of the host" },
  { "--unshare-user", NULL, "without it --unshare-all would go on where user namespaces are missing" },
  { "--disable-userns", NULL, "no namespaces within: they would open kernel code that only root reaches" },
  { "--new-session", NULL, "no way to type into the terminal of the service" },
  { "--cap-drop", "ALL", "no capabilities, not even within the sandbox" },
  { "--hostname", "sandpiper", "the host's name is nobody's business" },
  { "--clearenv", NULL, "keys and tokens live in environments; bubblewrap itself is started with an empty one too" },
  { "--as-pid-1", NULL, "our runner is the first process: it cannot be killed from inside" },
};

/* Holes: what of the host can be read. */
static const SpPolicyPath system_folders[] = {
  { "/usr", "Python, its packages, fonts and the C libraries" },
};

/* These are links into /usr on all but old systems. */
static const SpPolicyPath system_links[] = {
  { "/bin", "programs named by their old paths" },
  { "/lib", "the C library's loader" },
  { "/lib32", "the C library's loader" },
  { "/lib64", "the C library's loader" },
  { "/sbin", "programs named by their old paths" },
};

static const SpPolicyPath system_files[] = {
  { "/etc/alternatives", "Debian chooses its linear algebra library through links in here" },
  { "/etc/fonts", "the font configuration" },
  { "/etc/ld.so.cache", "finding shared libraries" },
  { "/etc/localtime", "the time zone" },
  { "/etc/matplotlibrc", "Debian's defaults of matplotlib" },
  { "/etc/mime.types", "file types by name" },
};

static const SpPolicyVariable variables[] = {
  { "HOME", "/tmp", "programs that insist on one" },
  { "LANG", "C.UTF-8", "text is UTF-8, messages are the same for everyone" },
  { "MPLBACKEND", "Agg", "draws without a display" },
  { "MPLCONFIGDIR", "/tmp/matplotlib", "where matplotlib looks for its list of fonts" },
  { "PATH", "/usr/bin:/bin", "programs that Python code calls" },
  { "TMPDIR", "/tmp", "temporary files do not land among the results" },
};

static const char passwd[] = "sandpiper:x:1000:1000:Sandpiper:/tmp:/bin/sh\n";
static const char group[] = "sandpiper:x:1000:\n";

static void
add_walls (SpBwrapArgs *args)
{
  g_autofree char *user = g_strdup_printf ("%d", SP_SANDBOX_USER);

  for (guint i = 0; i < G_N_ELEMENTS (walls); i++)
    sp_bwrap_args_add (args, walls[i].option, walls[i].value, NULL);
  sp_bwrap_args_add (args, "--uid", user, "--gid", user, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    sp_bwrap_args_add (args, "--setenv", variables[i].name, variables[i].value, NULL);
}

static void
add_system (SpBwrapArgs *args)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_folders); i++)
    sp_bwrap_args_add (args, "--ro-bind", system_folders[i].path, system_folders[i].path, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (system_files); i++)
    sp_bwrap_args_add (args, "--ro-bind-try", system_files[i].path, system_files[i].path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (system_links); i++)
    {
      const char *path = system_links[i].path;
      g_autofree char *target = g_file_read_link (path, NULL);

      if (target != NULL)
        sp_bwrap_args_add (args, "--symlink", target, path, NULL);
      else
        sp_bwrap_args_add (args, "--ro-bind-try", path, path, NULL);
    }
}

static void
add_writable (SpBwrapArgs *args,
              const char  *path,
              const char  *permissions,
              gint64       size)
{
  g_autofree char *bytes = g_strdup_printf ("%" G_GINT64_FORMAT, size);

  sp_bwrap_args_add (args, "--perms", permissions, "--size", bytes, "--tmpfs", path, NULL);
}

static gboolean
add_text (SpBwrapArgs  *args,
          const char   *text,
          const char   *target,
          GError      **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (text, strlen (text));

  sp_bwrap_args_add (args, "--perms", "0444", NULL);

  return sp_bwrap_args_add_data (args, "--file", bytes, target, error);
}

static gboolean
add_kernel (SpBwrapArgs  *args,
            const char   *kernel_dir,
            GError      **error)
{
  g_autoptr(GDir) dir = g_dir_open (kernel_dir, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (kernel_dir, name, NULL);
      g_autofree char *target = g_strconcat ("/run/sandpiper/kernel/", name, NULL);

      if (g_str_has_suffix (name, ".py") && !sp_bwrap_args_add_file (args, "0444", path, target, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_filters (SpBwrapArgs  *args,
             GError      **error)
{
  static GBytes *list;
  g_autoptr(GBytes) bound = sp_seccomp_build_bound ();

  /* The same for every sandbox of this process, and two milliseconds to build. */
  if (list == NULL)
    list = sp_seccomp_build_list (error);

  return list != NULL
         && sp_bwrap_args_add_data (args, "--add-seccomp-fd", list, NULL, error)
         && sp_bwrap_args_add_data (args, "--add-seccomp-fd", bound, NULL, error);
}

static gboolean
add_fonts (SpBwrapArgs  *args,
           SpFontCache  *fonts,
           GError      **error)
{
  g_autofree char *target = NULL;

  sp_bwrap_args_add (args, "--perms", "0755", "--dir", "/tmp/matplotlib", NULL);
  if (sp_font_cache_get_list (fonts) == NULL)
    return TRUE;

  target = g_strconcat ("/tmp/matplotlib/", sp_font_cache_get_name (fonts), NULL);

  return sp_bwrap_args_add_data (args, "--file", sp_font_cache_get_list (fonts), target, error);
}

static void
add_threads (SpBwrapArgs           *args,
             const SpSandboxLimits *limits)
{
  guint n_threads = limits->blas_threads > 0 ? limits->blas_threads : MIN (g_get_num_processors (), 4);
  g_autofree char *number = g_strdup_printf ("%u", n_threads);

  sp_bwrap_args_add (args, "--setenv", "OPENBLAS_NUM_THREADS", number, "--setenv", "OMP_NUM_THREADS", number, NULL);
}

/**
 * sp_sandbox_policy_apply:
 * @args: where to add
 * @limits: sizes
 * @runner: the path of sandpiper-runner
 * @kernel_dir: the folder of the kernel's Python files
 * @fonts: matplotlib's list of fonts, which may be empty
 * @error: return location
 *
 * Adds the whole policy to @args, in the order that bubblewrap needs: what is read-only in the end is filled first.
 * Main thread only.
 *
 * Returns: %FALSE with a #GIOErrorEnum, #GFileError or %SP_SANDBOX_ERROR_START
 */
gboolean
sp_sandbox_policy_apply (SpBwrapArgs            *args,
                         const SpSandboxLimits  *limits,
                         const char             *runner,
                         const char             *kernel_dir,
                         SpFontCache            *fonts,
                         GError                **error)
{
  g_return_val_if_fail (args != NULL, FALSE);
  g_return_val_if_fail (limits != NULL, FALSE);
  g_return_val_if_fail (runner != NULL && kernel_dir != NULL, FALSE);
  g_return_val_if_fail (SP_IS_FONT_CACHE (fonts), FALSE);

  add_walls (args);
  add_threads (args, limits);
  add_system (args);
  if (!add_text (args, passwd, "/etc/passwd", error)
      || !add_text (args, group, "/etc/group", error)
      || !sp_bwrap_args_add_file (args, "0555", runner, SP_SANDBOX_RUNNER, error)
      || !add_kernel (args, kernel_dir, error))
    return FALSE;

  sp_bwrap_args_add (args, "--proc", "/proc", "--remount-ro", "/proc", "--dev", "/dev", NULL);
  add_writable (args, "/dev/shm", "1777", limits->shm_size);
  sp_bwrap_args_add (args, "--remount-ro", "/dev", NULL);
  add_writable (args, "/tmp", "1777", limits->tmp_size);
  add_writable (args, "/mnt/data", "0700", limits->data_size);
  if (!add_fonts (args, fonts, error))
    return FALSE;
  sp_bwrap_args_add (args, "--remount-ro", "/", "--chdir", "/mnt/data", NULL);

  return add_filters (args, error);
}
