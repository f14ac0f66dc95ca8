// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInsuranceFund} from "../../../contracts/interfaces/IInsuranceFund.sol";

/// @title The fund as its users see it
/// @notice Its own interface, and what it inherits from OpenZeppelin.
interface IFund is IInsuranceFund {
    function token() external view returns (address);
    function authority() external view returns (address);
    function setAuthority(address authority) external;
    function paused() external view returns (bool);
}
