/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Encodings of delimited files: which one a sample is in, and how to turn a
 * piece of a file into UTF-8 whatever its bytes are. Pure functions; any
 * thread. */

#include "config.h"

#include "table/sp-encoding.h"

#include <string.h>

static const char * const names[SP_N_ENCODINGS] = {
  [SP_ENCODING_UTF_8] = "UTF-8",
  [SP_ENCODING_UTF_16LE] = "UTF-16LE",
  [SP_ENCODING_UTF_16BE] = "UTF-16BE",
  [SP_ENCODING_WINDOWS_1252] = "WINDOWS-1252",
  [SP_ENCODING_ISO_8859_1] = "ISO-8859-1",
  [SP_ENCODING_WINDOWS_1250] = "WINDOWS-1250",
  [SP_ENCODING_WINDOWS_1251] = "WINDOWS-1251",
  [SP_ENCODING_SHIFT_JIS] = "SHIFT_JIS",
  [SP_ENCODING_GB18030] = "GB18030",
};

/* What the bytes 0x80 to 0x9F mean in Windows-1252; 0 where it has a hole. */
static const gunichar windows_1252_high[32] = {
  0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
  0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
  0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
  0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* How many of the bytes are UTF-8: all but a character that the end cuts, or
 * none when one in the middle is not. A NUL is damage, but not to UTF-8. */
static gboolean
measure_utf8 (const guint8 *bytes,
              gsize         n_bytes,
              gsize        *n_valid)
{
  const char *start = (const char *) bytes;
  const char *end = start;

  while (!g_utf8_validate_len (end, start + n_bytes - end, &end))
    {
      gsize n_left = start + n_bytes - end;

      if (*end == '\0')
        {
          end++;
          continue;
        }
      *n_valid = end - start;
      return n_left < 4 && g_utf8_get_char_validated (end, n_left) == (gunichar) -2;
    }

  *n_valid = n_bytes;
  return TRUE;
}

/* Text in UTF-16 without a mark shows zeros at every other byte. */
static gboolean
sniff_utf16 (const guint8 *bytes,
             gsize         n_bytes,
             SpEncoding   *encoding)
{
  gsize zeros[2] = { 0, 0 };
  gsize n_pairs = n_bytes / 2;

  if (n_bytes < 4)
    return FALSE;

  for (gsize i = 0; i < n_pairs * 2; i++)
    zeros[i & 1] += bytes[i] == 0;

  if (zeros[1] > n_pairs * 7 / 10 && zeros[0] < n_pairs / 50 + 1)
    *encoding = SP_ENCODING_UTF_16LE;
  else if (zeros[0] > n_pairs * 7 / 10 && zeros[1] < n_pairs / 50 + 1)
    *encoding = SP_ENCODING_UTF_16BE;
  else
    return FALSE;

  return TRUE;
}

static SpEncoding
sniff_single_byte (const guint8 *bytes,
                   gsize         n_bytes)
{
  gboolean nel_ends_lines = memchr (bytes, '\n', n_bytes) == NULL &&
                            memchr (bytes, '\r', n_bytes) == NULL &&
                            memchr (bytes, 0x85, n_bytes) != NULL;

  if (nel_ends_lines)
    return SP_ENCODING_ISO_8859_1;

  for (gsize i = 0; i < n_bytes; i++)
    if (bytes[i] >= 0x80 && bytes[i] < 0xA0 && windows_1252_high[bytes[i] - 0x80] == 0)
      return SP_ENCODING_ISO_8859_1;

  return SP_ENCODING_WINDOWS_1252;
}

/* Control characters that no table holds; a few may be damage, many are a
 * picture or a program. */
static gboolean
looks_binary (const guint8 *bytes,
              gsize         n_bytes)
{
  gsize n_controls = 0;

  for (gsize i = 0; i < n_bytes; i++)
    n_controls += bytes[i] < 0x20 && strchr ("\t\n\v\f\r\x1b", bytes[i] ? bytes[i] : 1) == NULL;

  return n_controls > n_bytes / 20;
}

/**
 * sp_encoding_get_name:
 * @encoding: an encoding
 *
 * Returns: (transfer none): the name that both people and iconv know
 */
const char *
sp_encoding_get_name (SpEncoding encoding)
{
  g_return_val_if_fail (encoding < SP_N_ENCODINGS, NULL);

  return names[encoding];
}

/**
 * sp_encoding_get_unit:
 * @encoding: an encoding
 *
 * Returns: how many bytes a delimiter or a line end takes, 1 or 2
 */
guint
sp_encoding_get_unit (SpEncoding encoding)
{
  return encoding == SP_ENCODING_UTF_16LE || encoding == SP_ENCODING_UTF_16BE ? 2 : 1;
}

/**
 * sp_encoding_sniff:
 * @bytes: the beginning of a file
 * @n_bytes: how much of it
 * @encoding: (out): what it seems to be written in
 * @bom_length: (out): the bytes of the byte order mark before the text
 *
 * Returns: %FALSE if this is no text at all
 */
gboolean
sp_encoding_sniff (const guint8 *bytes,
                   gsize         n_bytes,
                   SpEncoding   *encoding,
                   guint        *bom_length)
{
  gsize n_valid;

  g_return_val_if_fail (bytes != NULL || n_bytes == 0, FALSE);
  g_return_val_if_fail (encoding != NULL && bom_length != NULL, FALSE);

  *encoding = SP_ENCODING_UTF_8;
  *bom_length = 0;

  if (n_bytes >= 3 && memcmp (bytes, "\xEF\xBB\xBF", 3) == 0)
    *bom_length = 3;
  else if (n_bytes >= 2 && memcmp (bytes, "\xFF\xFE", 2) == 0)
    {
      *encoding = SP_ENCODING_UTF_16LE;
      *bom_length = 2;
    }
  else if (n_bytes >= 2 && memcmp (bytes, "\xFE\xFF", 2) == 0)
    {
      *encoding = SP_ENCODING_UTF_16BE;
      *bom_length = 2;
    }
  else if (!sniff_utf16 (bytes, n_bytes, encoding))
    {
      if (looks_binary (bytes, n_bytes))
        return FALSE;
      if (!measure_utf8 (bytes, n_bytes, &n_valid))
        *encoding = sniff_single_byte (bytes, n_bytes);
    }

  return TRUE;
}

static char *
decode_windows_1252 (const guint8 *bytes,
                     gsize         n_bytes,
                     gsize        *length)
{
  GString *text = g_string_sized_new (n_bytes + n_bytes / 4);

  for (gsize i = 0; i < n_bytes; i++)
    {
      gunichar c = bytes[i];

      if (c >= 0x80 && c < 0xA0 && windows_1252_high[c - 0x80] != 0)
        c = windows_1252_high[c - 0x80];
      if (c < 0x80)
        g_string_append_c (text, c);
      else
        g_string_append_unichar (text, c);
    }

  *length = text->len;
  return g_string_free (text, FALSE);
}

static char *
decode_with_iconv (SpEncoding    encoding,
                   const guint8 *bytes,
                   gsize         n_bytes,
                   gsize        *length,
                   gboolean     *damaged)
{
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;
  gsize n_whole = n_bytes - n_bytes % sp_encoding_get_unit (encoding);

  text = g_convert_with_fallback ((const char *) bytes, n_whole, "UTF-8", names[encoding],
                                  "\xEF\xBF\xBD", NULL, length, NULL);
  if (text != NULL)
    return g_steal_pointer (&text);

  /* The fallback does not help with illegal input: show what is ASCII. */
  *damaged = TRUE;
  if (sp_encoding_get_unit (encoding) == 1)
    return decode_windows_1252 (bytes, n_bytes, length);

  valid = g_malloc (n_whole / 2 + 1);
  for (gsize i = 0; i < n_whole / 2; i++)
    {
      guint low = encoding == SP_ENCODING_UTF_16LE ? bytes[2 * i] : bytes[2 * i + 1];
      guint high = encoding == SP_ENCODING_UTF_16LE ? bytes[2 * i + 1] : bytes[2 * i];

      valid[i] = high == 0 && low < 0x80 ? low : '?';
    }
  valid[n_whole / 2] = '\0';
  *length = n_whole / 2;
  return g_steal_pointer (&valid);
}

/**
 * sp_encoding_decode:
 * @encoding: what the bytes are said to be in
 * @bytes: a whole number of records of a file
 * @n_bytes: their length
 * @length: (out): length of the answer, which may hold NULs
 * @damaged: (inout): set to %TRUE when some bytes were not in @encoding
 *
 * Never fails: bytes that are not UTF-8 where UTF-8 was promised are read as
 * Windows-1252, which is what such mixed files nearly always hold.
 *
 * Returns: (transfer full): the text in UTF-8
 */
char *
sp_encoding_decode (SpEncoding    encoding,
                    const guint8 *bytes,
                    gsize         n_bytes,
                    gsize        *length,
                    gboolean     *damaged)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (encoding < SP_N_ENCODINGS, NULL);
  g_return_val_if_fail (length != NULL && damaged != NULL, NULL);

  if (encoding == SP_ENCODING_UTF_8)
    {
      if (!measure_utf8 (bytes, n_bytes, length))
        {
          *damaged = TRUE;
          return decode_windows_1252 (bytes, n_bytes, length);
        }

      text = g_malloc (*length + 1);
      if (*length > 0)
        memcpy (text, bytes, *length);
      text[*length] = '\0';
      return g_steal_pointer (&text);
    }

  if (encoding == SP_ENCODING_WINDOWS_1252)
    return decode_windows_1252 (bytes, n_bytes, length);

  return decode_with_iconv (encoding, bytes, n_bytes, length, damaged);
}
