/*
 * Passes mutated configurations to look_up, and mutated words to every verb. Built for ASan and UBSan
 * by test/native/helper/sanitized.lab.test.ts, and run without capabilities, so that the kernel
 * refuses a verb that gets past its checks. look_up is static in main.c, which is included here.
 *   helperFuzz SEED ROUNDS
 */
#define main helper_main
#include "../../native/helper/main.c"
#undef main

static const char *const words[] = {
    "open-tap",
    "open-packet",
    "open-raw",
    "redirect",
    "isolate",
    "address",
    "pc%d",
    "pc0",
    "-",
    "02:00:00:00:00:01",
    "lan0",
    "on",
    "off",
    "41",
    "47",
    "10.0.0.1/8",
    "169.254.0.1/16",
    "255.255.255.255/32",
    "::ffff:10.0.0.1/128",
    "0123456789abcde",
    "",
    "%s%n",
    "../../etc",
    "pc\n",
    "nic lan0\n",
    "tap tap0\n",
    "# a comment\n",
    "nic physical\n",
    "nic",
    " ",
    "\t",
    "\n",
    "18446744073709551616/99999999999999999999",
};
enum { WORDS = sizeof words / sizeof *words, ROOM = 4096 };

static unsigned long state;

static unsigned draw(unsigned limit) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (unsigned)(state >> 11) % limit;
}

/* Some words after each other, then some octets changed, put in or cut off. In memory of exactly
 * its size, so that the sanitizer sees the first octet read beyond. */
static char *mutate(unsigned most, size_t *length) {
  char room[ROOM];
  *length = 0;
  for (unsigned n = draw(most + 1); n > 0; n--) {
    const char *word = words[draw(WORDS)];
    memcpy(room + *length, word, strlen(word));
    *length += strlen(word);
  }
  for (unsigned n = draw(4); n > 0 && *length > 0; n--)
    room[draw((unsigned)*length)] = (char)draw(256);
  if (draw(4) == 0) *length = draw((unsigned)*length + 1);
  char *made = malloc(*length + 1);
  memcpy(made, room, *length);
  made[*length] = '\0';
  return made;
}

int main(int argc, char **argv) {
  const unsigned long rounds = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
  unsigned long listed = 0, refused = 0;
  state = argc == 3 ? strtoul(argv[1], NULL, 10) * 2654435761UL + 1 : 1;
  for (unsigned long round = 0; round < rounds; round++) {
    size_t length;
    char *text = mutate(60, &length);
    char *exact = memcpy(malloc(length + 1), text, length);
    char *end = realloc(exact, length > 0 ? length : 1);
    FILE *list = length == 0 ? NULL : fmemopen(end, length, "r");
    listed += look_up(list, "nic", "lan0") == 0;
    if (list != NULL) fclose(list);
    free(end), free(text);

    const char *arguments[MAX_WORDS];
    const struct verb *verb = find_verb(words[draw(6)]);
    for (int i = 0; i < MAX_WORDS; i++) arguments[i] = mutate(draw(3) == 0 ? 3 : 1, &length);
    refused += verb->run(arguments) < 0;
    is_our_tap(arguments[0]), is_interface_name(arguments[1]);
    for (int i = 0; i < MAX_WORDS; i++) free((void *)arguments[i]);
  }
  printf("%lu listed, %lu refused\n", listed, refused);
  return listed > 0 && refused > 0 ? 0 : 1;
}
