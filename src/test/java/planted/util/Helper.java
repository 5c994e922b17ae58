package planted.util;

class Helper {

}
