/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An owned file descriptor: g_auto(SpFd) closes it, g_steal_fd() hands it over. */
typedef int SpFd;

void     sp_fd_close       (int      fd);
gboolean sp_fd_write_all   (int          fd,
                            const void  *data,
                            gsize        size,
                            GError     **error);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (SpFd, sp_fd_close, -1)

G_END_DECLS
