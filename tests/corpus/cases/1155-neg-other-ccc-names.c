/* camera control core, firmware 8 */
#define CCC_001 0x01 /* lens not seated */
#define CCC_100 0x64 /* shutter timeout */
#define CCC_203 0xCB /* battery hold */
static int fail(int c) { log_error("camera error CCC_203 raised, c=%d", c); return c; }
