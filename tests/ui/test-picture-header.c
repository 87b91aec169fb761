/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include <string.h>

#include "ui/sp-picture-header.h"

static const guint8 png[] = {
  0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 3, 32, 0, 0, 1, 194, 8, 2, 0, 0, 0,
};
static const guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 0x2c, 1, 0x90, 0, 0, 0, 0 };
static const guint8 jpeg[] = {
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xdb, 0, 3, 9, 0xff, 0xc2, 0, 17, 8, 2, 88, 3, 32, 3, 0, 0, 0, 0, 0, 0,
};
static const guint8 webp_lossy[] = {
  'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', ' ', 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0, 0, 0,
};
static const guint8 webp_lossless[] = {
  'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'L', 0, 0, 0, 0, 0x2f, 0x3f, 0xc1, 0x3b, 0, 0, 0, 0, 0, 0, 0,
};
static const guint8 webp_extended[] = {
  'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0, 0, 0, 0, 0, 0x3f, 1, 0, 0xef, 0, 0, 0,
};

static void
test_formats (void)
{
  const struct { const guint8 *data; gsize length; SpPictureFormat format; guint width; guint height; const char *mime; } cases[] = {
    { png, sizeof png, SP_PICTURE_PNG, 800, 450, "image/png" },
    { gif, sizeof gif, SP_PICTURE_GIF, 300, 144, "image/gif" },
    { jpeg, sizeof jpeg, SP_PICTURE_JPEG, 800, 600, "image/jpeg" },
    { webp_lossy, sizeof webp_lossy, SP_PICTURE_WEBP, 320, 240, "image/webp" },
    { webp_lossless, sizeof webp_lossless, SP_PICTURE_WEBP, 320, 240, "image/webp" },
    { webp_extended, sizeof webp_extended, SP_PICTURE_WEBP, 320, 240, "image/webp" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      SpPictureHeader header;

      g_assert_true (sp_picture_header_read (cases[i].data, cases[i].length, &header, &error));
      g_assert_no_error (error);
      g_assert_cmpint (header.format, ==, cases[i].format);
      g_assert_cmpuint (header.width, ==, cases[i].width);
      g_assert_cmpuint (header.height, ==, cases[i].height);
      g_assert_cmpstr (sp_picture_format_get_mime (header.format), ==, cases[i].mime);
    }
}

static void
test_every_prefix (void)
{
  SpPictureHeader header;

  for (gsize length = 0; length < 24; length++)
    g_assert_false (sp_picture_header_read (png, length, &header, NULL));
  for (gsize length = 0; length < 10; length++)
    g_assert_false (sp_picture_header_read (gif, length, &header, NULL));
  for (gsize length = 0; length < 23; length++)
    g_assert_false (sp_picture_header_read (jpeg, length, &header, NULL));
  for (gsize length = 0; length < 30; length++)
    g_assert_false (sp_picture_header_read (webp_lossy, length, &header, NULL));
}

static void
assert_refused (guint32        width,
                guint32        height,
                SpPictureError code)
{
  guint8 data[sizeof png];
  guint32 big_width = GUINT32_TO_BE (width);
  guint32 big_height = GUINT32_TO_BE (height);
  SpPictureHeader header;
  g_autoptr(GError) error = NULL;

  memcpy (data, png, sizeof png);
  memcpy (data + 16, &big_width, 4);
  memcpy (data + 20, &big_height, 4);
  g_assert_false (sp_picture_header_read (data, sizeof data, &header, &error));
  g_assert_error (error, SP_PICTURE_ERROR, (int) code);
}

static void
test_bombs (void)
{
  assert_refused (0xffffffff, 0xffffffff, SP_PICTURE_ERROR_TOO_LARGE);
  assert_refused (0x80000000, 1, SP_PICTURE_ERROR_TOO_LARGE);
  assert_refused (30001, 1, SP_PICTURE_ERROR_TOO_LARGE);
  assert_refused (8000, 8000, SP_PICTURE_ERROR_TOO_LARGE);
  assert_refused (0, 100, SP_PICTURE_ERROR_FORMAT);
  assert_refused (100, 0, SP_PICTURE_ERROR_FORMAT);
}

static void
test_other_kinds (void)
{
  static const char *const texts[] = { "", "<svg xmlns='http://www.w3.org/2000/svg'/>", "BM", "II*\0", "%PDF-1.4", "GIF90a......" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      SpPictureHeader header;

      g_assert_false (sp_picture_header_read ((const guint8 *) texts[i], strlen (texts[i]), &header, &error));
      g_assert_error (error, SP_PICTURE_ERROR, SP_PICTURE_ERROR_FORMAT);
      g_assert_cmpuint (header.width, ==, 0);
    }
}

static void
test_random (void)
{
  const struct { const guint8 *data; gsize length; } seeds[] = {
    { png, sizeof png }, { gif, sizeof gif }, { jpeg, sizeof jpeg }, { webp_lossy, sizeof webp_lossy },
    { webp_lossless, sizeof webp_lossless }, { webp_extended, sizeof webp_extended },
  };

  for (guint round = 0; round < 20000; round++)
    {
      guint seed = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (seeds));
      gsize length = (gsize) g_test_rand_int_range (0, (int) seeds[seed].length + 1);
      /* A block of exactly this size, so that a checker sees one byte read too many. */
      g_autofree guint8 *data = g_memdup2 (seeds[seed].data, MAX (length, 1));
      SpPictureHeader header;

      for (int n = g_test_rand_int_range (0, 4); n > 0 && length > 0; n--)
        data[g_test_rand_int_range (0, (int) length)] = (guint8) g_test_rand_int_range (0, 256);
      if (sp_picture_header_read (data, length, &header, NULL))
        g_assert_cmpuint ((guint64) header.width * header.height, <=, SP_PICTURE_MAX_PIXELS);
    }
}

static void
test_fit (void)
{
  const SpPictureHeader wide = { SP_PICTURE_PNG, 4000, 1000 };
  const SpPictureHeader line = { SP_PICTURE_PNG, 20000, 1 };
  guint width;
  guint height;

  sp_picture_header_fit (&wide, 1000, &width, &height);
  g_assert_cmpuint (width, ==, 1000);
  g_assert_cmpuint (height, ==, 250);
  sp_picture_header_fit (&wide, 5000, &width, &height);
  g_assert_cmpuint (width, ==, 4000);
  sp_picture_header_fit (&line, 100, &width, &height);
  g_assert_cmpuint (width, ==, 100);
  g_assert_cmpuint (height, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sp/picture-header/formats", test_formats);
  g_test_add_func ("/sp/picture-header/every-prefix", test_every_prefix);
  g_test_add_func ("/sp/picture-header/bombs", test_bombs);
  g_test_add_func ("/sp/picture-header/other-kinds", test_other_kinds);
  g_test_add_func ("/sp/picture-header/random", test_random);
  g_test_add_func ("/sp/picture-header/fit", test_fit);

  return g_test_run ();
}
