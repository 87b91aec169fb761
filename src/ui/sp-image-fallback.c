/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Pictures in formats that sp-picture-header does not know, SVG and BMP among
 * them: shown where this system has a loader for them, after their own word on
 * their size. Decodes on a worker thread. */

#include "config.h"

#include "ui/sp-image-fallback.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <sys/stat.h>

#include "ui/sp-picture-header.h"

/* A drawing of more text than this is not rendered. */
#define MAX_BYTES (32 * 1024 * 1024)

/* A drawing is rendered at least so large: it may be zoomed into. */
#define DRAWING_SIDE 2048

typedef struct
{
  /* Input */
  char  *path;       /* (owned) */
  guint  max_side;

  /* Output */
  guint  width;
  guint  height;
} Load;

static void
load_free (Load *load)
{
  g_free (load->path);
  g_free (load);
}

static gboolean
check_size (Load             *load,
            GdkPixbufFormat  *format,
            int               width,
            int               height,
            GError          **error)
{
  struct stat info;

  if (format == NULL || width <= 0 || height <= 0)
    g_set_error_literal (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT, "No loader knows this format");
  else if (stat (load->path, &info) != 0 || info.st_size > MAX_BYTES ||
           (!gdk_pixbuf_format_is_scalable (format) &&
            (width > SP_PICTURE_MAX_SIDE || height > SP_PICTURE_MAX_SIDE ||
             (gint64) width * height > SP_PICTURE_MAX_PIXELS)))
    g_set_error (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_TOO_LARGE, "%d × %d", width, height);
  else
    return TRUE;

  return FALSE;
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GdkPixbuf) pixbuf = NULL;
  g_autoptr(GError) error = NULL;
  GdkPixbufFormat *format;
  int width = 0;
  int height = 0;
  int side;

  format = gdk_pixbuf_get_file_info (load->path, &width, &height);
  if (!check_size (load, format, width, height, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  load->width = (guint) width;
  load->height = (guint) height;
  side = MIN ((int) load->max_side, MAX (width, height));
  if (gdk_pixbuf_format_is_scalable (format))
    side = MIN ((int) load->max_side, MAX (side, DRAWING_SIDE));
  pixbuf = gdk_pixbuf_new_from_file_at_scale (load->path, side, side, TRUE, &error);

  if (pixbuf != NULL)
    g_task_return_pointer (task, gdk_texture_new_for_pixbuf (pixbuf), g_object_unref);
  else
    g_task_return_new_error (task, SP_PICTURE_ERROR, SP_PICTURE_ERROR_BROKEN, "%s", error->message);
}

/**
 * sp_image_fallback_load_async:
 * @path: a picture on this computer
 * @max_side: the most pixels that either side of the texture may have
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Decodes a picture with whatever loader this system has.
 */
void
sp_image_fallback_load_async (const char          *path,
                              guint                max_side,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Load *load;

  g_return_if_fail (path != NULL);
  g_return_if_fail (max_side > 0);

  load = g_new0 (Load, 1);
  load->path = g_strdup (path);
  load->max_side = max_side;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, sp_image_fallback_load_async);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * sp_image_fallback_load_finish:
 * @result: what the callback got
 * @width: (out): the picture's own width
 * @height: (out): its height
 * @error: return location for an error
 *
 * Returns: (transfer full): the texture, or %NULL with an %SP_PICTURE_ERROR
 */
GdkTexture *
sp_image_fallback_load_finish (GAsyncResult  *result,
                               guint         *width,
                               guint         *height,
                               GError       **error)
{
  Load *load;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (width != NULL && height != NULL, NULL);

  load = g_task_get_task_data (G_TASK (result));
  *width = load->width;
  *height = load->height;

  return g_task_propagate_pointer (G_TASK (result), error);
}
