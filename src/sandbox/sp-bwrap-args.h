/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Gathers the arguments of bubblewrap and owns the descriptors that they name (style B1). */
typedef struct _SpBwrapArgs SpBwrapArgs;

SpBwrapArgs *sp_bwrap_args_new         (void);
void         sp_bwrap_args_add         (SpBwrapArgs          *self,
                                        const char           *first,
                                        ...) G_GNUC_NULL_TERMINATED;
gboolean     sp_bwrap_args_add_data    (SpBwrapArgs          *self,
                                        const char           *option,
                                        GBytes               *data,
                                        const char           *target,
                                        GError              **error);
gboolean     sp_bwrap_args_add_file    (SpBwrapArgs          *self,
                                        const char           *permissions,
                                        const char           *path,
                                        const char           *target,
                                        GError              **error);
gboolean     sp_bwrap_args_hand_over   (SpBwrapArgs          *self,
                                        GSubprocessLauncher  *launcher,
                                        int                   args_fd,
                                        GError              **error);
GStrv        sp_bwrap_args_dup_options (SpBwrapArgs          *self);
void         sp_bwrap_args_free        (SpBwrapArgs          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpBwrapArgs, sp_bwrap_args_free)

G_END_DECLS
