/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* matplotlib's list of the installed fonts, made once and given to every sandbox. */
#define SP_TYPE_FONT_CACHE (sp_font_cache_get_type ())
G_DECLARE_FINAL_TYPE (SpFontCache, sp_font_cache, SP, FONT_CACHE, GObject)

SpFontCache *sp_font_cache_new         (GFile                *file);
const char  *sp_font_cache_get_script  (void);
const char  *sp_font_cache_get_name    (SpFontCache          *self);
GBytes      *sp_font_cache_get_list    (SpFontCache          *self);
void         sp_font_cache_load_async  (SpFontCache          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     sp_font_cache_load_finish (SpFontCache          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void         sp_font_cache_store_async (SpFontCache          *self,
                                        const char           *output,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     sp_font_cache_store_finish (SpFontCache         *self,
                                         GAsyncResult        *result,
                                         GError             **error);

G_END_DECLS
