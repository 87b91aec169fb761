/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int             sp_http_lock_file           (const char      *path,
                                             GError         **error);
gboolean        sp_http_make_private_folder (const char      *path,
                                             GError         **error);
GSocket        *sp_http_listen_unix         (const char      *path,
                                             GError         **error);
GSocketAddress *sp_http_parse_loopback      (const char      *text,
                                             GError         **error);
GSocket        *sp_http_listen_loopback     (GSocketAddress  *address,
                                             GError         **error);

G_END_DECLS
