/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/http/sp-http-upload.h"

#include <glib/gi18n.h>

#include "base/sp-file-type.h"
#include "wire/sp-multipart-parser.h"

/* One multipart form with a file in it, on its way from the socket into the
 * blob store. Memory stays the same whatever the size: pieces are gathered to
 * BATCH bytes and written on the store's thread, and while they are written no
 * more is read. Holds itself until the exchange is closed, and the writer with
 * it, whose end drops what was not finished; main thread. */

#define BATCH (256 * 1024)
#define MAX_FIELD (4 * 1024)
/* What boundaries, part headers and fields may take besides the file. */
#define FORM_SLACK (256 * 1024)

struct _SpHttpUpload
{
  GObject            parent_instance;

  SpHttpExchange    *exchange;   /* (owned) (nullable): NULL once closed */
  SpBlobWriter      *writer;     /* (owned) */
  const char        *instead;    /* (unowned) (nullable): static name of the field that may stand for the file */
  SpHttpUploadFunc   done;
  gpointer           context;
  GCancellable      *cancellable;

  SpMultipartParser *parser;     /* (owned) */
  GByteArray        *batch;      /* (owned) of the file, not yet written */
  GHashTable        *fields;     /* (owned) name to text */
  char              *filename;   /* (owned) (nullable) until the file begins */
  char              *field;      /* (owned) (nullable) name of the part being read, when it is no file */
  GString           *value;      /* (owned) (nullable) its text so far */

  guint              in_file : 1;
  guint              body_ended : 1;
};

G_DEFINE_FINAL_TYPE (SpHttpUpload, sp_http_upload, G_TYPE_OBJECT)

static void written_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);
static void closed_cb  (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data);

static void
sp_http_upload_fail (SpHttpUpload *self,
                     const GError *error)
{
  if (self->exchange == NULL)
    return;

  sp_http_exchange_respond_error (self->exchange, error);
}

static gboolean
part_begin (const SpMultipartPart  *part,
            gpointer                user_data,
            GError                **error)
{
  SpHttpUpload *self = user_data;

  self->in_file = part->filename != NULL;
  if (!self->in_file)
    {
      if (g_str_equal (part->name, "file"))
        {
          sp_http_error_set (error, 400, "invalid_payload", "file",
                             _("The part “file” needs a file name (filename=\"…\")."));
          return FALSE;
        }
      self->field = g_strdup (part->name);
      self->value = g_string_new (NULL);
      return TRUE;
    }

  if (!g_str_equal (part->name, "file"))
    {
      sp_http_error_set (error, 400, "invalid_payload", part->name,
                         _("The file must be the part “file”, not “%s”."), part->name);
      return FALSE;
    }
  if (self->filename != NULL)
    {
      sp_http_error_set (error, 400, "invalid_payload", "file", _("Send one file in one request."));
      return FALSE;
    }

  self->filename = g_strdup (part->filename);
  return TRUE;
}

static gboolean
part_data (const guint8  *data,
           gsize          size,
           gpointer       user_data,
           GError       **error)
{
  SpHttpUpload *self = user_data;

  if (self->in_file)
    {
      g_byte_array_append (self->batch, data, size);
      return TRUE;
    }

  if (self->value->len + size > MAX_FIELD)
    {
      sp_http_error_set (error, 400, "invalid_payload", self->field,
                         _("The form field “%s” is too long."), self->field);
      return FALSE;
    }
  g_string_append_len (self->value, (const char *) data, size);
  return TRUE;
}

static gboolean
part_end (gpointer   user_data,
          GError   **error)
{
  SpHttpUpload *self = user_data;

  if (self->in_file)
    {
      self->in_file = FALSE;
      return TRUE;
    }

  if (!g_utf8_validate (self->value->str, self->value->len, NULL))
    {
      sp_http_error_set (error, 400, "invalid_payload", self->field,
                         _("The form field “%s” is not UTF-8 text."), self->field);
      return FALSE;
    }
  g_hash_table_insert (self->fields, g_steal_pointer (&self->field),
                       g_string_free (g_steal_pointer (&self->value), FALSE));
  return TRUE;
}

static const SpMultipartFuncs funcs = { part_begin, part_data, part_end };

static void
sp_http_upload_flush (SpHttpUpload *self)
{
  g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->batch));

  self->batch = g_byte_array_new ();
  sp_blob_writer_write_async (self->writer, bytes, self->cancellable, written_cb,
                              g_object_ref (self));
}

static void
sp_http_upload_close (SpHttpUpload *self)
{
  g_autoptr(GError) error = NULL;

  if (self->filename == NULL && self->instead != NULL &&
      g_hash_table_contains (self->fields, self->instead))
    {
      self->done (self, self->exchange, self->context);
      return;
    }

  if (self->filename == NULL)
    sp_http_error_set (&error, 400, "invalid_payload", "file", _("The form holds no part “file”."));
  else if (sp_blob_writer_get_size (self->writer) == 0)
    sp_http_error_set (&error, 400, "invalid_payload", "file",
                       _("The file “%s” is empty. Send one that holds something."), self->filename);

  if (error != NULL)
    sp_http_upload_fail (self, error);
  else
    sp_blob_writer_close_async (self->writer, self->cancellable, closed_cb, g_object_ref (self));
}

static void
chunk_cb (SpHttpExchange *exchange,
          GBytes         *bytes,
          SpHttpUpload   *self)
{
  g_autoptr(GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (!sp_multipart_parser_feed (self->parser, data, size, &error))
    {
      sp_http_upload_fail (self, error);
      return;
    }

  if (self->batch->len >= BATCH)
    {
      sp_http_exchange_hold_body (exchange);
      sp_http_upload_flush (self);
    }
}

static void
body_end_cb (SpHttpExchange *exchange,
             SpHttpUpload   *self)
{
  g_autoptr(GError) error = NULL;

  self->body_ended = TRUE;
  if (!sp_multipart_parser_finish (self->parser, &error))
    sp_http_upload_fail (self, error);
  else if (self->batch->len > 0)
    sp_http_upload_flush (self);
  else
    sp_http_upload_close (self);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpHttpUpload) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_blob_writer_write_finish (self->writer, result, &error))
    sp_http_upload_fail (self, error);
  else if (self->exchange == NULL)
    return;
  else if (self->body_ended)
    sp_http_upload_close (self);
  else
    sp_http_exchange_resume_body (self->exchange);
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(SpHttpUpload) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!sp_blob_writer_close_finish (self->writer, result, &error))
    {
      sp_http_upload_fail (self, error);
      return;
    }
  /* Who went away before the answer does not know the file; it is not kept. */
  if (self->exchange != NULL)
    self->done (self, self->exchange, self->context);
}

static void
exchange_closed_cb (SpHttpExchange *exchange,
                    SpHttpUpload   *self)
{
  g_autoptr(SpHttpUpload) owned = self;

  g_signal_handlers_disconnect_by_data (exchange, self);
  g_clear_object (&self->exchange);
  g_cancellable_cancel (self->cancellable);
}

static void
sp_http_upload_finalize (GObject *object)
{
  SpHttpUpload *self = SP_HTTP_UPLOAD (object);

  g_clear_object (&self->writer);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->parser, sp_multipart_parser_free);
  g_clear_pointer (&self->batch, g_byte_array_unref);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_clear_pointer (&self->filename, g_free);
  g_clear_pointer (&self->field, g_free);
  if (self->value != NULL)
    g_string_free (g_steal_pointer (&self->value), TRUE);

  G_OBJECT_CLASS (sp_http_upload_parent_class)->finalize (object);
}

static void
sp_http_upload_class_init (SpHttpUploadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = sp_http_upload_finalize;
}

static void
sp_http_upload_init (SpHttpUpload *self)
{
  self->batch = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static gboolean
check_length (SpHttpExchange  *exchange,
              GError         **error)
{
  const char *length = sp_http_exchange_get_header (exchange, "Content-Length");

  if (length == NULL || g_ascii_strtoull (length, NULL, 10) <= SP_FILE_MAX_SIZE + FORM_SLACK)
    return TRUE;

  sp_http_error_set (error, 413, "file_size_exceeded", "file",
                     _("The file is larger than %d MB, the most that one upload may hold."),
                     (int) (SP_FILE_MAX_SIZE / 1024 / 1024));
  return FALSE;
}

/**
 * sp_http_upload_start:
 * @exchange: at the end of its headers, on a route that streams the body
 * @writer: (transfer full): where the file's bytes go
 * @instead: (nullable): a static name; a form with this field may come without a file, and then
 *    sp_http_upload_get_filename() is %NULL
 * @done: called once when all is stored; not when something is wrong, which is answered here
 * @context: handed to @done
 *
 * Takes the form of @exchange. A client that goes away, and every fault, leaves nothing behind in
 * the store.
 */
void
sp_http_upload_start (SpHttpExchange   *exchange,
                      SpBlobWriter     *writer,
                      const char       *instead,
                      SpHttpUploadFunc  done,
                      gpointer          context)
{
  g_autoptr(SpBlobWriter) owned_writer = writer;
  g_autofree char *boundary = NULL;
  g_autoptr(GError) error = NULL;
  const char *type;
  SpHttpUpload *self;

  g_return_if_fail (SP_IS_HTTP_EXCHANGE (exchange));
  g_return_if_fail (writer != NULL && done != NULL);

  type = sp_http_exchange_get_header (exchange, "Content-Type");
  if (type == NULL || g_ascii_strncasecmp (type, "multipart/form-data", 19) != 0)
    sp_http_error_set (&error, 415, "unsupported_media_type", NULL,
                       _("Send the file as multipart/form-data with the part “file”."));
  else if (check_length (exchange, &error))
    boundary = sp_multipart_dup_boundary (type, &error);

  if (boundary == NULL)
    {
      sp_http_exchange_respond_error (exchange, error);
      return;
    }

  /* Given back in exchange_closed_cb(). */
  self = g_object_new (SP_TYPE_HTTP_UPLOAD, NULL);
  self->exchange = g_object_ref (exchange);
  self->writer = g_steal_pointer (&owned_writer);
  self->instead = instead;
  self->done = done;
  self->context = context;
  self->parser = sp_multipart_parser_new (boundary, &funcs, self);
  g_signal_connect (exchange, "chunk", G_CALLBACK (chunk_cb), self);
  g_signal_connect (exchange, "body-end", G_CALLBACK (body_end_cb), self);
  g_signal_connect (exchange, "closed", G_CALLBACK (exchange_closed_cb), self);
}

/**
 * sp_http_upload_get_writer:
 * @self: a finished upload
 *
 * Returns: (transfer none): the closed writer, with hash and size
 */
SpBlobWriter *
sp_http_upload_get_writer (SpHttpUpload *self)
{
  g_return_val_if_fail (SP_IS_HTTP_UPLOAD (self), NULL);

  return self->writer;
}

/**
 * sp_http_upload_get_filename:
 * @self: a finished upload
 *
 * Returns: (nullable): the file's name as the client wrote it, valid UTF-8; not to be trusted
 *    otherwise
 */
const char *
sp_http_upload_get_filename (SpHttpUpload *self)
{
  g_return_val_if_fail (SP_IS_HTTP_UPLOAD (self), NULL);

  return self->filename;
}

/**
 * sp_http_upload_get_field:
 * @self: a finished upload
 * @name: a form field, such as `purpose` or `expires_after[seconds]`
 *
 * Returns: (nullable): its text
 */
const char *
sp_http_upload_get_field (SpHttpUpload *self,
                          const char   *name)
{
  g_return_val_if_fail (SP_IS_HTTP_UPLOAD (self), NULL);

  return g_hash_table_lookup (self->fields, name);
}
