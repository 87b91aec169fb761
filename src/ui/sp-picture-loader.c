/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Turns the bytes of a picture into a texture of a bounded size. The header is looked at first, so that nothing is decoded
 * that claims to be enormous; decoding happens on a worker thread over bytes that nobody changes; the texture comes back
 * on the caller's main context. */

#include "config.h"

#include "ui/sp-picture-loader.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n.h>

/* An encoded picture larger than this is not read at all. */
#define MAX_BYTES (64 * 1024 * 1024)
#define READ_SIZE (256 * 1024)

typedef struct
{
  /* Input */
  GBytes          *bytes;     /* (owned) (nullable) what to decode, or else: */
  GFile           *file;      /* (owned) (nullable) where to read it */
  guint            max_side;

  /* Output */
  SpPictureHeader  header;
} Load;

static void
load_free (Load *load)
{
  g_clear_pointer (&load->bytes, g_bytes_unref);
  g_clear_object (&load->file);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Load, load_free)

static GBytes *
read_bounded (GFile         *file,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr(GByteArray) array = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (READ_SIZE);
  gssize n_read;

  if (stream == NULL)
    return NULL;

  do
    {
      n_read = g_input_stream_read (G_INPUT_STREAM (stream), buffer, READ_SIZE, cancellable, error);
      if (n_read < 0)
        return NULL;
      g_byte_array_append (array, buffer, (guint) n_read);
      if (array->len > MAX_BYTES)
        {
          g_set_error_literal (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_TOO_LARGE, "more than 64 MB");
          return NULL;
        }
    }
  while (n_read > 0);

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  const Load *load = user_data;
  guint fit_width;
  guint fit_height;

  /* The decoder's word counts only where it agrees with the header that was checked. */
  if (width != (int) load->header.width || height != (int) load->header.height)
    return;
  sp_picture_header_fit (&load->header, load->max_side, &fit_width, &fit_height);
  if ((int) fit_width != width || (int) fit_height != height)
    gdk_pixbuf_loader_set_size (loader, (int) fit_width, (int) fit_height);
}

static GdkTexture *
texture_from_pixbuf (GdkPixbuf *pixbuf)
{
  g_autoptr(GBytes) pixels = gdk_pixbuf_read_pixel_bytes (pixbuf);

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf),
                                 gdk_pixbuf_get_height (pixbuf),
                                 gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                 pixels,
                                 (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static GdkTexture *
decode (Load    *load,
        GError **error)
{
  g_autoptr(GdkPixbufLoader) loader = NULL;
  g_autoptr(GError) broken = NULL;
  GdkPixbuf *pixbuf;
  gboolean written;

  /* Naming the type keeps every other decoder of the system, such as the one for SVG, out of it. */
  loader = gdk_pixbuf_loader_new_with_mime_type (sp_picture_format_get_mime (load->header.format), &broken);
  if (loader == NULL)
    {
      g_set_error_literal (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT, broken->message);
      return NULL;
    }

  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), load);
  written = gdk_pixbuf_loader_write_bytes (loader, load->bytes, &broken);
  gdk_pixbuf_loader_close (loader, broken == NULL ? &broken : NULL);
  pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

  /* A truncated picture is shown as far as it goes. */
  if (pixbuf == NULL || !written)
    {
      g_set_error_literal (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_BROKEN,
                           broken != NULL ? broken->message : "no picture in it");
      return NULL;
    }
  return texture_from_pixbuf (pixbuf);
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  gsize length;
  const guint8 *data;

  if (load->bytes == NULL && (load->bytes = read_bounded (load->file, cancellable, &error)) == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  data = g_bytes_get_data (load->bytes, &length);
  if (sp_picture_header_read (data, length, &load->header, &error) && !g_task_return_error_if_cancelled (task))
    texture = decode (load, &error);
  else if (error == NULL)
    return;

  if (texture != NULL)
    g_task_return_pointer (task, g_steal_pointer (&texture), g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
start (Load                *load,
       gpointer             source_tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, load, (GDestroyNotify) load_free);
  g_task_run_in_thread (task, load_thread);
}

/**
 * sp_picture_loader_load_bytes_async:
 * @bytes: an encoded picture
 * @max_side: the most pixels that either side of the texture may have
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Decodes a picture on another thread.
 */
void
sp_picture_loader_load_bytes_async (GBytes              *bytes,
                                    guint                max_side,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  Load *load;

  g_return_if_fail (bytes != NULL);
  g_return_if_fail (max_side > 0);

  load = g_new0 (Load, 1);
  load->bytes = g_bytes_ref (bytes);
  load->max_side = max_side;
  start (load, sp_picture_loader_load_bytes_async, cancellable, callback, user_data);
}

/**
 * sp_picture_loader_load_file_async:
 * @file: a file on this computer
 * @max_side: the most pixels that either side of the texture may have
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads and decodes a picture on another thread.
 */
void
sp_picture_loader_load_file_async (GFile               *file,
                                   guint                max_side,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  Load *load;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (max_side > 0);

  load = g_new0 (Load, 1);
  load->file = g_object_ref (file);
  load->max_side = max_side;
  start (load, sp_picture_loader_load_file_async, cancellable, callback, user_data);
}

/**
 * sp_picture_loader_load_finish:
 * @result: what the callback was given
 * @header: (out) (optional): what the picture says of itself
 * @error: return location for an error
 *
 * Ends either way of loading.
 *
 * Returns: (transfer full): the texture, or %NULL with an %SP_PICTURE_ERROR or a %G_IO_ERROR
 */
GdkTexture *
sp_picture_loader_load_finish (GAsyncResult     *result,
                               SpPictureHeader  *header,
                               GError          **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (header != NULL)
    *header = ((Load *) g_task_get_task_data (G_TASK (result)))->header;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sp_picture_loader_explain:
 * @error: why a picture was not loaded
 *
 * Words the error for people.
 *
 * Returns: (transfer full): a sentence
 */
char *
sp_picture_loader_explain (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (g_error_matches (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_TOO_LARGE))
    /* translators: the placeholder is a size, such as "40000 × 40000 pixels" */
    return g_strdup_printf (_("This picture is too large to be shown here (%s). It can still be saved."), error->message);
  if (g_error_matches (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT))
    return g_strdup (_("This is not a picture of a kind that can be shown. It can still be saved."));
  if (g_error_matches (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_BROKEN))
    return g_strdup (_("This picture is damaged and cannot be shown."));
  /* translators: the placeholder is the reason in words */
  return g_strdup_printf (_("This picture cannot be read: %s"), error->message);
}
