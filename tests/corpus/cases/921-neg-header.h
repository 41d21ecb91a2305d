/* Carrier Clock Controller, register map */
#define CCC_001 0x01 /* enable   */
#define CCC_200 0xC8 /* prescale */
#define CCC_203 0xCB /* hold     */
#define CCC_ERR_TIMEOUT (-504)
